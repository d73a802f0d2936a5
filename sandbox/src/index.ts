export { embeddedIdentity } from './identity/identity.ts'
export type { EmbeddedIdentity, EmbeddedIdentityOptions } from './identity/identity.ts'
