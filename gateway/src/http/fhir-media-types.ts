import type { Request } from 'express'

const json = ['application/fhir+json', 'application/json', 'text/json']
const formats = [...json, 'json']
const anything = ['*/*', 'application/*']

/** Whether FHIR JSON is an answer to `_format`, which goes before it, or to `Accept` (FHIR R4 3.1.0.1.9 and .10). */
export function takesFhirJson(request: Request): boolean {
  const format = new URLSearchParams(queryOf(request)).get('_format')
  if (format !== null && format !== '') return formats.includes(mediaType(format.replace(' ', '+')))
  const accept = request.get('accept')
  return accept === undefined || accept.trim() === '' || accept.split(',').some(isAccepted)
}

function isAccepted(range: string): boolean {
  if (/;\s*q=0(\.0*)?\s*(;|$)/.test(range)) return false
  const version = /;\s*fhirVersion=([^;\s]+)/i.exec(range)?.[1]
  if (version !== undefined && version !== '4.0' && version !== '4.0.1') return false
  const type = mediaType(range)
  return json.includes(type) || anything.includes(type)
}

const mediaType = (text: string): string => (text.split(';')[0] ?? '').trim().toLowerCase()

/** The media type that the body of a request must have; undefined where it may have none. */
export function bodyType({ method, path }: Request): string | undefined {
  if (path.endsWith('/_search'))
    return method === 'POST' ? 'application/x-www-form-urlencoded' : undefined
  return method === 'POST' || method === 'PUT' ? 'application/fhir+json' : undefined
}

/** Whether the body of a request is of the type it must be of. */
export function hasRightBody(request: Request): boolean {
  const wanted = bodyType(request)
  const given = mediaType(request.get('content-type') ?? '')
  if (wanted === undefined || given === wanted) return true
  return wanted === 'application/fhir+json' && given === 'application/json'
}

export const queryOf = ({ originalUrl }: Request): string => {
  const mark = originalUrl.indexOf('?')
  return mark < 0 ? '' : originalUrl.slice(mark + 1)
}
