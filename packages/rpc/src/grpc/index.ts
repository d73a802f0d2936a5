export { callerKeysIn, makeCallerKeys } from './caller-keys.ts'
export * from './client.ts'
export type { Identity, Trust } from './credential.ts'
export * from './server.ts'
