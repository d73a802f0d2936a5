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

/** What did not work, through nobody's wrong doing (`CareloomError.code`). */
const failureCodes = [
  'CL_DEADLINE_EXCEEDED',
  'CL_EVENT_TOO_NEW',
  'CL_INTERNAL',
  'CL_NOT_CAUGHT_UP',
  'CL_NOT_SERVED_YET',
  'CL_STORE_BUSY',
  'CL_STORE_FULL',
  'CL_STORE_READ_ONLY',
  'CL_TOO_MANY_CONFLICTS',
  'CL_UNAVAILABLE',
  'CL_WRONG_EXPECTED_REVISION',
] as const

/** Everything that a problem document may name as its `code`; a screen without words for one does not compile. */
export type ProblemCode = RefusalReason | (typeof doorCodes)[number] | (typeof failureCodes)[number]

export const problemCodes: readonly ProblemCode[] = [
  ...doorCodes,
  ...failureCodes,
  ...refusalReasons,
]

const known = new Set<string>(problemCodes)
export const isProblemCode = (code: string): code is ProblemCode => known.has(code)
