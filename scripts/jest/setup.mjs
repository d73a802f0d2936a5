import { registerHooks } from 'node:module'

// The published `@jest/globals` throws outside of jest's own VM: here it is the light runner's globals.
const globals = new URL('./globals.mjs', import.meta.url).href
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals' ? { url: globals, shortCircuit: true } : next(specifier, context),
})
