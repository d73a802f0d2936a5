import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { withoutJsonSchema } from './without-json-schema.ts'

/**
 * What two desks share comes in one file: on a slow line each file costs a round trip, and a browser asks for six at once.
 */
const shared = { name: 'shared', test: /@mantine|@tabler|web\/src\/pieces\//, minShareCount: 2 }
/** What only forms need: no part of what most desks begin with. */
const apart = { minShareCount: 2, priority: 1, includeDependenciesRecursively: false }
const form = { name: 'form', test: /@mantine\/form|web\/src\/app\/form\.ts/, ...apart }
const controls = {
  name: 'controls',
  test: /components\/(Checkbox|Chip|FloatingIndicator|Radio|SegmentedControl|Tabs|Textarea)\//,
  ...apart,
}
/** What `main.ts` needs before it knows whether the app is needed. */
const first = {
  name: 'first',
  test: /web\/src\/app\/(clock|endpoints|session|sign-in|visit|weather)\.ts|vite\/preload-helper|rolldown\/runtime/,
  priority: 1,
}
const output = { codeSplitting: { groups: [first, form, controls, shared] } }

/** `--mode stories` builds the states of every screen for the browser tests, apart from the app. */
export default defineConfig(({ mode }) => ({
  plugins: [react(), withoutJsonSchema()],
  // Mantine writes two <style> tags; the gateway swaps this placeholder for a fresh nonce on every answer.
  html: { cspNonce: 'CSP-NONCE' },
  build: {
    manifest: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    ...(mode === 'stories'
      ? { outDir: 'test/dist', rolldownOptions: { input: 'stories.html' } }
      : { outDir: 'dist', rolldownOptions: { output } }),
    emptyOutDir: true,
  },
}))
