import type { Instant } from './values.ts'

/** The time. Injected, so that a test can set it. */
export type Clock = () => Instant

/** New UUIDs of version 7. */
export type NewId = () => string
