import type { RefusalCategory } from '@careloom/event-sourcing'

/** FHIR R4 issue-type; those that we use. */
export type IssueCode =
  | 'structure'
  | 'required'
  | 'value'
  | 'invariant'
  | 'invalid'
  | 'not-found'
  | 'not-supported'
  | 'conflict'
  | 'duplicate'
  | 'business-rule'
  | 'forbidden'
  | 'login'
  | 'throttled'
  | 'timeout'
  | 'transient'
  | 'exception'
  | 'informational'
  | 'too-costly'

export type Issue = {
  readonly severity: 'error' | 'warning' | 'information'
  readonly code: IssueCode
  /** Says the place and the rule; never repeats what was sent. */
  readonly diagnostics: string
  /** FHIRPath of the element. */
  readonly expression?: readonly string[]
}

export const error = (code: IssueCode, diagnostics: string, expression?: string): Issue =>
  expression === undefined
    ? { severity: 'error', code, diagnostics }
    : { severity: 'error', code, diagnostics, expression: [expression] }

export type OperationOutcome = {
  readonly resourceType: 'OperationOutcome'
  readonly issue: readonly Issue[]
}
export const operationOutcome = (...issue: readonly Issue[]): OperationOutcome => ({
  resourceType: 'OperationOutcome',
  issue,
})

/** An interaction that cannot be carried out: the HTTP status and why. */
export class FhirProblem extends Error {
  readonly status: number
  readonly issues: readonly Issue[]
  readonly retryAfterSeconds: number | undefined
  /** The methods that are allowed, of a 405. */
  readonly allow: string | undefined
  constructor(
    status: number,
    issues: readonly Issue[],
    headers: { readonly retryAfterSeconds?: number; readonly allow?: string } = {},
  ) {
    super(issues[0]?.diagnostics ?? 'problem')
    this.name = 'FhirProblem'
    this.status = status
    this.issues = issues
    this.retryAfterSeconds = headers.retryAfterSeconds
    this.allow = headers.allow
  }
}

export const notFound = (): FhirProblem =>
  new FhirProblem(404, [
    error('not-found', 'There is no such resource, or it is not yours to see.'),
  ])

const refusalStatus: Readonly<Record<RefusalCategory, number>> = {
  incorrect: 422,
  forbidden: 422,
  'not-found': 404,
  conflict: 409,
}
const refusalCode: Readonly<Record<RefusalCategory, IssueCode>> = {
  incorrect: 'business-rule',
  forbidden: 'business-rule',
  'not-found': 'not-found',
  conflict: 'conflict',
}

/** A decider's refusal as FHIR says it: 422 or 409 with the reason (`referral-open-already (referralId …)`). */
export function fromRefusal({
  category,
  reason,
  detail,
}: {
  category: RefusalCategory
  reason: string
  detail?: Readonly<Record<string, string>>
}): FhirProblem {
  const ids =
    detail === undefined
      ? ''
      : ` (${Object.entries(detail)
          .map(([key, value]) => `${key} ${value}`)
          .join(', ')})`
  if (reason === 'revision-changed')
    return new FhirProblem(412, [
      error('conflict', 'Somebody else changed it first: read it again.'),
    ])
  return new FhirProblem(refusalStatus[category], [error(refusalCode[category], `${reason}${ids}`)])
}
