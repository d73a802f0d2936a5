import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { clientToken, startProduct, type Product } from '@careloom/e2e'

/** Deterministic randomness (mulberry32): a failing case can be run again. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const good: readonly Record<string, unknown>[] = [
  {
    resourceType: 'Patient',
    identifier: [{ system: 'urn:x', value: '1' }],
    name: [{ family: 'A', given: ['B'] }],
    birthDate: '1970-01-01',
    telecom: [{ system: 'phone', value: '5' }],
    communication: [{ language: { coding: [{ code: 'en' }] } }],
  },
  {
    resourceType: 'Consent',
    status: 'active',
    scope: {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' },
      ],
    },
    category: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IDSCL' }] },
    ],
    patient: { reference: 'Patient/x' },
    dateTime: '2026-01-01',
    organization: [{ reference: 'Organization/x' }],
    provision: {
      type: 'permit',
      period: { end: '2027-01-01' },
      actor: [
        {
          role: {
            coding: [
              {
                system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
                code: 'IRCP',
              },
            ],
          },
          reference: { reference: 'Organization/y' },
        },
      ],
      code: [
        {
          coding: [
            {
              system: 'https://careloom.example/fhir/CodeSystem/information-category',
              code: 'contact',
            },
          ],
        },
      ],
      purpose: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'TREAT' }],
    },
  },
  {
    resourceType: 'ServiceRequest',
    status: 'active',
    intent: 'order',
    code: { coding: [{ system: 'http://snomed.info/sct', code: '461481000124109' }] },
    subject: { reference: 'Patient/x' },
    performer: [{ reference: 'HealthcareService/x' }],
    note: [{ text: 'why' }],
    identifier: [{ system: 's', value: 'v' }],
  },
  {
    resourceType: 'QuestionnaireResponse',
    status: 'completed',
    subject: { reference: 'Patient/x' },
    identifier: { system: 'https://careloom.example/measure', value: 'x' },
    item: [{ linkId: '1', answer: [{ valueInteger: 2 }] }],
  },
]

const odd: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  2 ** 60,
  '',
  ' ',
  '\u0000',
  '💥'.repeat(50),
  'x'.repeat(5_000),
  [],
  {},
  [[[[]]]],
  { coding: 'no' },
  '2026-99-99',
  '__proto__',
  '<script>',
  "' OR 1=1 --",
  { __proto__: { polluted: true } },
  [null],
  { reference: 5 },
  'Patient/../../etc/passwd',
  '\ud800',
]

describe('a malformed FHIR body', () => {
  let product: Product
  let token: string
  beforeAll(async () => {
    product = await startProduct()
    token = await clientToken(product.url)
  })
  afterAll(() => product.close())

  it('never leads to a 500, in 20,000 tries', async () => {
    const total = 20_000
    const next = random(20_261_122)
    const bad: string[] = []
    let sent = 0
    const worker = async () => {
      while (sent < total) {
        sent += 1
        const [type, body] = mutated(next)
        const fault = await send(type, body)
        if (fault !== undefined && bad.length < 5) bad.push(`${fault} ${body.slice(0, 300)}`)
      }
    }
    await Promise.all(Array.from({ length: 16 }, worker))
    assert.deepEqual(bad, [])
    assert.equal((await fetch(`${product.url}/readyz`)).status, 200)
  })

  /** A token lives five minutes; the run takes less. */
  async function send(type: string, body: string): Promise<string | undefined> {
    const response = await fetch(`${product.url}/fhir/${type}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
      body,
    })
    const text = await response.text()
    if (response.status >= 500) return `${response.status} ${text.slice(0, 200)}`
    if (response.status < 400) return undefined
    const outcome = JSON.parse(text) as { resourceType?: string; issue?: unknown[] }
    return outcome.resourceType === 'OperationOutcome' && (outcome.issue?.length ?? 0) > 0
      ? undefined
      : `${response.status} without an OperationOutcome`
  }
})

/** One of four ways to spoil a good body: an odd value somewhere, a part gone, broken text, or too deep. */
function mutated(next: () => number): [type: string, body: string] {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T
  const resource = structuredClone(pick(good))
  const type =
    next() < 0.05
      ? pick(['Task', 'Nothing', 'CareTeam', 'Patient/x'])
      : String(resource['resourceType'])
  const kind = next()
  if (kind < 0.75) {
    for (let times = 1 + Math.floor(next() * 3); times > 0; times--)
      spoil(resource, next, structuredClone(pick(odd)))
    return [type, JSON.stringify(resource)]
  }
  const text = JSON.stringify(resource)
  if (kind < 0.85) return [type, text.slice(0, Math.floor(next() * text.length))]
  if (kind < 0.95) {
    const at = Math.floor(next() * text.length)
    return [
      type,
      text.slice(0, at) + String.fromCharCode(Math.floor(next() * 256)) + text.slice(at + 1),
    ]
  }
  const depth = 1 + Math.floor(next() * 2_000)
  return [type, `{"resourceType":"${type}","name":${'['.repeat(depth)}${']'.repeat(depth)}}`]
}

function spoil(value: unknown, next: () => number, by: unknown): void {
  if (typeof value !== 'object' || value === null) return
  const holder = value as Record<string, unknown>
  const keys = Object.keys(holder)
  const key = keys[Math.floor(next() * keys.length)]
  if (key === undefined) return
  const inner = holder[key]
  if (typeof inner === 'object' && inner !== null && next() < 0.7) return spoil(inner, next, by)
  if (next() < 0.2) delete holder[key]
  else holder[key] = by
}
