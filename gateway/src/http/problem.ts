import type { Response } from 'express'
import {
  CareloomError,
  InvalidInput,
  StoreBusy,
  StoreFull,
  StreamErased,
  type RefusalCategory,
} from '@careloom/event-sourcing'
import { Refused, RpcFailure } from '@careloom/rpc'
import {
  failureStatus,
  isFailureCode,
  isProblemCode,
  type Problem,
  type ProblemCode,
} from '@careloom/web-api'

/** A request that is answered with a problem document (RFC 9457). `code` is stable API. */
export class HttpProblem extends Error {
  readonly status: number
  readonly code: ProblemCode
  readonly detail: string | undefined
  readonly errors: Problem['errors']
  readonly retryAfterSeconds: number | undefined
  constructor(
    status: number,
    code: ProblemCode,
    more: { detail?: string; errors?: Problem['errors']; retryAfterSeconds?: number } = {},
  ) {
    super(code)
    this.name = 'HttpProblem'
    this.status = status
    this.code = code
    this.detail = more.detail
    this.errors = more.errors
    this.retryAfterSeconds = more.retryAfterSeconds
  }
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Cannot be done',
  428: 'Precondition required',
  429: 'Too many requests',
  500: 'Something went wrong',
  503: 'Not available now',
  504: 'Took too long',
}

const refusalStatus: Readonly<Record<RefusalCategory, number>> = {
  incorrect: 422,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
}

/** Any error as a problem. What is not ours becomes a 500 without a word of its own; `onError` hears of it. */
export function problemOf(error: unknown, onError: (error: unknown) => void): HttpProblem {
  if (error instanceof HttpProblem) return error
  if (error instanceof Refused)
    return new HttpProblem(
      refusalStatus[error.refusal.category],
      codeOf(error.refusal.reason, onError),
      detailOf(error),
    )
  if (error instanceof StreamErased) return new HttpProblem(404, 'erased')
  if (error instanceof InvalidInput)
    return new HttpProblem(400, 'invalid-input', {
      errors: [{ path: error.field, message: error.message }],
    })
  if (error instanceof CareloomError) return failed(error, onError)
  const status = bodyParserStatus(error)
  if (status !== undefined)
    return new HttpProblem(status, status === 413 ? 'body-too-large' : 'unreadable-body')
  onError(error)
  return new HttpProblem(500, 'internal')
}

/** What failed inside is ours to fix, and its caller learns no more than that. */
function failed(error: CareloomError, onError: (error: unknown) => void): HttpProblem {
  const { code, retryable } = error
  const status = isFailureCode(code) ? failureStatus[code] : retryable ? 503 : 500
  if (status === 503)
    return new HttpProblem(503, codeOf(code, onError), { retryAfterSeconds: retryAfter(error) })
  if (status !== 500) return new HttpProblem(status, codeOf(code, onError))
  onError(error)
  return new HttpProblem(500, 'internal')
}

/** A reason that is listed nowhere is told to us, and to the caller only that it was refused. */
function codeOf(code: string, onError: (error: unknown) => void): ProblemCode {
  if (isProblemCode(code)) return code
  onError(new TypeError(`${code} is no problem code: list it in terminology/refusals.ts`))
  return 'refused'
}

function detailOf({ refusal }: Refused): { detail?: string } {
  if (refusal.detail === undefined) return {}
  return {
    detail: Object.entries(refusal.detail)
      .map(([key, value]) => `${key} ${value}`)
      .join(', '),
  }
}

function retryAfter(error: CareloomError): number {
  const ms =
    error instanceof RpcFailure || error instanceof StoreBusy || error instanceof StoreFull
      ? (error.retryAfterMs ?? 1_000)
      : 1_000
  return Math.max(1, Math.ceil(ms / 1_000))
}

/** body-parser's own errors (http-errors) say their status; only those of the client are passed on. */
function bodyParserStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined
  const { status } = error
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined
}

export function sendProblem(response: Response, problem: HttpProblem, traceId: string): void {
  if (response.headersSent) {
    response.end()
    return
  }
  if (problem.retryAfterSeconds !== undefined)
    response.set('Retry-After', String(problem.retryAfterSeconds))
  const body: Problem = {
    type: 'about:blank',
    title: titles[problem.status] ?? 'Problem',
    status: problem.status,
    code: problem.code,
    traceId,
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
    ...(problem.errors === undefined ? {} : { errors: problem.errors }),
  }
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(body))
}
