import type { Resource } from '@careloom/e2e'

type Json = Readonly<Record<string, unknown>>
type Values = { readonly yes: readonly string[]; readonly no: readonly string[] }

const list = (value: unknown): Json[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value]) as Json[]

/** Where each parameter looks (FHIR R4 search parameter registry), as far as the types that are served have it. */
const elements: Readonly<Record<string, (r: Json) => unknown>> = {
  identifier: (r) => r['identifier'],
  gender: (r) => r['gender'],
  birthdate: (r) => r['birthDate'],
  family: (r) => list(r['name'])[0]?.['family'],
  given: (r) => list(list(r['name'])[0]?.['given'])[0],
  name: (r) => (typeof r['name'] === 'string' ? r['name'] : list(r['name'])[0]?.['family']),
  title: (r) => r['title'],
  practitioner: (r) => r['practitioner'],
  organization: (r) => r['organization'] ?? r['providedBy'],
  specialty: (r) => r['specialty'],
  role: (r) => r['code'] ?? list(list(r['participant'])[0]?.['role'])[0],
  active: (r) => r['active'],
  patient: (r) => r['subject'] ?? r['for'] ?? r['patient'],
  subject: (r) => r['subject'] ?? r['for'],
  status: (r) => r['status'],
  code: (r) => r['code'],
  category: (r) => r['category'],
  priority: (r) => r['priority'],
  authored: (r) => r['authoredOn'] ?? r['authored'],
  'authored-on': (r) => r['authoredOn'],
  requester: (r) => r['requester'],
  performer: (r) => r['performer'],
  intent: (r) => r['intent'],
  owner: (r) => r['owner'],
  focus: (r) => r['focus'],
  'business-status': (r) => r['businessStatus'],
  participant: (r) => list(r['participant']).map(({ member, individual }) => member ?? individual),
  date: (r) =>
    (r['period'] as Json | undefined)?.['start'] ?? r['dateTime'] ?? r['effectiveDateTime'],
  'care-team': (r) => r['careTeam'],
  'lifecycle-status': (r) => r['lifecycleStatus'],
  'start-date': (r) => r['startDate'],
  class: (r) => r['class'],
  type: (r) => r['type'],
  url: (r) => r['url'],
  questionnaire: (r) => r['questionnaire'],
  _id: (r) => r['id'],
  _lastUpdated: (r) => (r['meta'] as Json)['lastUpdated'],
}

/** What a parameter must find a resource by, and what it must not; undefined when the resource has no such element. */
export function looked(resource: Resource, name: string, url: string): Values | undefined {
  const found = list(elements[name]?.(resource))[0] as unknown
  if (found === undefined) return undefined
  if (typeof found === 'boolean') return { yes: [String(found)], no: [String(!found)] }
  if (typeof found === 'string') return ofText(name, found)
  const { reference, coding, system, code, value } = found as Json
  if (typeof reference === 'string') return ofReference(reference, url)
  const token = list(coding)[0] ?? { system, code: code ?? value }
  return token['code'] === undefined
    ? undefined
    : ofToken(String(token['system'] ?? ''), String(token['code']))
}

function ofText(name: string, found: string): Values {
  if (['name', 'family', 'given', 'title'].includes(name))
    return {
      yes: [found, found.toUpperCase(), found.slice(0, 3)],
      no: [found.slice(1), `${found}x`],
    }
  if (!/^\d{4}-\d{2}-\d{2}/.test(found)) return { yes: [found, `x,${found}`], no: [`${found}x`] }
  const day = found.slice(0, 10)
  // A period that goes on is in no day, but it is there from its first on.
  const open = name === 'date' ? [] : [day]
  return {
    yes: [`ge${day}`, `gt1899`, `lt2999-01`, ...open],
    no: ['lt1899', 'eb1899-01-01', 'sa2999'],
  }
}

function ofReference(reference: string, url: string): Values {
  const [type = '', id = ''] = reference.split('/')
  const absolute = url === '' ? [] : [`${url}/fhir/${reference}`]
  return { yes: [reference, id, ...absolute], no: [`${type}/x`, `Group/${id}`, 'x'] }
}

const ofToken = (system: string, code: string): Values => ({
  yes: [`${system}|${code}`, code, `${system}|`, `x,${code}`],
  no: [`urn:other|${code}`, `${code}x`, 'urn:other|'],
})
