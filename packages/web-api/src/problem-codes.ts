import { refusalReasons, type RefusalReason } from '@careloom/terminology'

/** What the door itself says no for, before any service is asked. */
const doorCodes = [
  'assignment-not-active',
  'body-too-large',
  'chart-not-in-use',
  'ehr-unreachable',
  'handoff-expired',
  'idempotency-key-needed',
  'internal',
  'invalid-input',
  'launch-expired',
  'launch-refused',
  'method-not-allowed',
  'no-patient-in-context',
  'no-peer-worker',
  'no-peer-yet',
  'no-person',
  'no-such-route',
  'not-a-practitioner',
  'not-found',
  'not-signed-in',
  'organization-not-found',
  'rate-limited',
  'refused',
  'role-missing',
  'starting',
  'still-failing',
  'still-handled',
  'unknown-ehr',
  'unreadable-body',
] as const

/**
 * What did not work, through nobody's wrong doing (`CareloomError.code`), and what a door answers: 503 is asked again. What a door
 * never meets is listed in `scripts/failure-codes.spec.ts`, with the reason.
 */
export const failureStatus = {
  CL_ANOTHER_PAST: 500,
  CL_CALLER_NOT_PERMITTED: 500,
  CL_CALLER_UNKNOWN: 500,
  CL_DEADLINE_EXCEEDED: 504,
  CL_EVENT_TOO_NEW: 503,
  CL_INTERNAL: 500,
  CL_KEY_MISSING: 503,
  CL_MESSAGE_TOO_LARGE: 413,
  CL_NOT_CAUGHT_UP: 503,
  CL_NOT_SERVED_YET: 503,
  CL_RECORD_DAMAGED: 500,
  CL_STILL_HANDLED: 409,
  CL_STORE_BUSY: 503,
  CL_STORE_FULL: 503,
  CL_STORE_READ_ONLY: 503,
  CL_STORE_UNAVAILABLE: 503,
  CL_TOO_MANY_CONFLICTS: 503,
  CL_UNAVAILABLE: 503,
  CL_WRONG_EXPECTED_REVISION: 503,
} as const satisfies Readonly<Record<`CL_${string}`, 409 | 413 | 500 | 503 | 504>>

export type FailureCode = keyof typeof failureStatus
export const isFailureCode = (code: string): code is FailureCode =>
  Object.hasOwn(failureStatus, code)

/** Everything that a problem document may name as its `code`; a screen without words for one does not compile. */
export type ProblemCode = RefusalReason | (typeof doorCodes)[number] | FailureCode

export const problemCodes: readonly ProblemCode[] = [
  ...doorCodes,
  // Declared as an object with these keys.
  ...(Object.keys(failureStatus) as FailureCode[]),
  ...refusalReasons,
]

const known = new Set<string>(problemCodes)
export const isProblemCode = (code: string): code is ProblemCode => known.has(code)
