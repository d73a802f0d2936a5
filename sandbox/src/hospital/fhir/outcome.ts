import type { Response } from 'express'

/** The issue types that this hospital uses (FHIR R4 issue-type). */
type IssueCode =
  | 'invalid'
  | 'structure'
  | 'required'
  | 'value'
  | 'not-found'
  | 'not-supported'
  | 'forbidden'
  | 'login'
  | 'conflict'
  | 'too-long'
  | 'exception'

/** Why a FHIR request was not carried out; becomes an OperationOutcome, never a stack trace. */
export class FhirError extends Error {
  readonly status: number
  readonly code: IssueCode
  readonly expression: string | undefined
  constructor(status: number, code: IssueCode, diagnostics: string, expression?: string) {
    super(diagnostics)
    this.name = 'FhirError'
    this.status = status
    this.code = code
    this.expression = expression
  }
}

export function operationOutcome(
  severity: 'error' | 'warning',
  code: IssueCode,
  diagnostics: string,
  expression?: string,
): { resourceType: 'OperationOutcome'; issue: object[] } {
  const where = expression === undefined ? {} : { expression: [expression] }
  return { resourceType: 'OperationOutcome', issue: [{ severity, code, diagnostics, ...where }] }
}

export function sendFhir(response: Response, status: number, body: object): void {
  response.status(status).type('application/fhir+json').send(JSON.stringify(body))
}

/** Turns whatever went wrong into an OperationOutcome; only a fault of our own becomes a 500. */
export function sendError(response: Response, error: unknown): void {
  const { status, code, message, expression } =
    error instanceof FhirError ? error : fromHttpError(error)
  sendFhir(response, status, operationOutcome('error', code, message, expression))
}

/** What Express and its body parser throw carries a status; its message may quote the body, so it is not passed on. */
function fromHttpError(
  error: unknown,
): Pick<FhirError, 'status' | 'code' | 'message' | 'expression'> {
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  const known: Record<number, [IssueCode, string]> = {
    400: ['structure', 'The request could not be read.'],
    413: ['too-long', 'The body is larger than this server takes.'],
    415: ['not-supported', 'The body must be UTF-8 JSON.'],
  }
  const found = typeof status === 'number' ? known[status] : undefined
  if (typeof status !== 'number' || found === undefined)
    return {
      status: 500,
      code: 'exception',
      message: 'Something went wrong on our side.',
      expression: undefined,
    }
  return { status, code: found[0], message: found[1], expression: undefined }
}
