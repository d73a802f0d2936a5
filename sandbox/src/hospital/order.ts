import type { CareloomAnswer, CareloomBackend } from './careloom.ts'
import { resourcesIn } from './careloom.ts'
import type { Clinician } from './clinician.ts'
import { textAt } from './fhir/resource.ts'
import type { Resource, StoredResource } from './fhir/resource.ts'
import { mrnOf, mrnSystem } from './people.ts'

/** A programme of Careloom that takes referrals, as its HealthcareService says it. */
export type Programme = {
  readonly id: string
  readonly name: string
  readonly organization: string
  readonly provider: string
}

/** What the clinician filled in. */
export type Order = {
  readonly programme: Programme
  /** Why now, in the patient's own words; may be empty. */
  readonly words: string
  readonly urgent: boolean
  /** The patient also agreed that substance-use information may be shared (42 CFR 2.31). */
  readonly sharesSubstanceUse: boolean
}

export type OrderStep = {
  readonly resourceType: 'Patient' | 'Consent' | 'ServiceRequest'
  readonly answer: CareloomAnswer
}

type OrderContext = {
  readonly careloom: CareloomBackend
  readonly patient: StoredResource
  readonly clinician: Clinician
  readonly orderId: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** The programmes that a referral can go to, or why they cannot be read. */
export async function readProgrammes(
  careloom: CareloomBackend,
): Promise<readonly Programme[] | CareloomAnswer> {
  const answer = await careloom.read('HealthcareService?active=true')
  if (answer.kind !== 'answered') return answer
  return resourcesIn(answer.body)
    .filter(({ resourceType }) => resourceType === 'HealthcareService')
    .map((service) => ({
      id: service.id ?? '',
      name: textAt(service, 'name') ?? 'Programme',
      organization: textAt(service, 'providedBy.display') ?? '',
      provider: textAt(service, 'providedBy.reference') ?? '',
    }))
}

/**
 * Sends the patient, the consent and the referral, in this order, and stops at the first that is not taken. Sending
 * again is safe: the patient is created once by record number, consent and referral once by the order's identifier.
 */
export async function sendOrder(context: OrderContext, order: Order): Promise<OrderStep[]> {
  const steps: OrderStep[] = []
  const send = async (
    resourceType: OrderStep['resourceType'],
    resource: Resource,
    ifNoneExist?: string,
  ) => {
    const answer = await context.careloom.create(resource, ifNoneExist)
    steps.push({ resourceType, answer })
    return answer.kind === 'answered' ? idOf(answer, resourceType) : undefined
  }

  const mrn = mrnOf(context.patient) ?? ''
  const patientId = await send(
    'Patient',
    patientToSend(context.patient),
    `identifier=${encodeURIComponent(`${mrnSystem}|${mrn}`)}`,
  )
  if (patientId === undefined) return steps
  const subject = { reference: `Patient/${patientId}` }
  const once = `identifier=${encodeURIComponent(`${orderSystem}|${context.orderId}`)}`
  const consentId = await send('Consent', consentToSend(context, order, subject), once)
  if (consentId === undefined) return steps
  const consent = { reference: `Consent/${consentId}` }
  await send('ServiceRequest', referralToSend(context, order, subject, consent), once)
  return steps
}

/** The id that an answer gave, from its body or its Location. */
export function idOf(answer: CareloomAnswer, resourceType: string): string | undefined {
  if (answer.kind !== 'answered') return undefined
  const [, id] = new RegExp(`/${resourceType}/([^/]+)`).exec(answer.location ?? '') ?? []
  return textAt(answer.body, 'id') ?? id
}

type Reference = { readonly reference: string }

const hospital = {
  reference: 'Organization/0190a000-0000-7000-8000-000000000001',
  display: 'Harbor Hospital',
}

/** Who the patient is and how to reach them; not what else the chart holds. */
function patientToSend(patient: StoredResource): Resource {
  const { identifier, name, telecom, gender, birthDate, address, communication } = patient
  return {
    resourceType: 'Patient',
    identifier,
    name,
    telecom,
    gender,
    birthDate,
    address,
    communication,
  }
}

const participation = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType'
const actCode = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'
const consentDays = 365

/** Names every element that 42 CFR 2.31 asks for; the label for Part 2 is on it only if the patient agreed to that. */
function consentToSend({ at, orderId }: OrderContext, order: Order, subject: Reference): Resource {
  const label = { system: actCode, code: '42CFRPart2', display: '42 CFR Part 2' }
  const scopeSystem = 'http://terminology.hl7.org/CodeSystem/consentscope'
  return {
    resourceType: 'Consent',
    identifier: [{ system: orderSystem, value: orderId }],
    status: 'active',
    scope: { coding: [{ system: scopeSystem, code: 'patient-privacy' }] },
    category: [{ coding: [{ system: actCode, code: 'IDSCL', display: 'information disclosure' }] }],
    patient: subject,
    dateTime: new Date(at).toISOString(),
    performer: [subject],
    organization: [hospital],
    policy: [
      {
        uri: order.sharesSubstanceUse
          ? 'https://www.ecfr.gov/current/title-42/part-2'
          : 'https://www.hhs.gov/hipaa',
      },
    ],
    provision: {
      type: 'permit',
      period: {
        start: new Date(at).toISOString(),
        end: new Date(at + consentDays * 86_400_000).toISOString(),
      },
      actor: [
        {
          role: {
            coding: [{ system: participation, code: 'IRCP', display: 'information recipient' }],
          },
          reference: { reference: order.programme.provider, display: order.programme.organization },
        },
      ],
      purpose: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
          code: 'TREAT',
          display: 'treatment',
        },
      ],
      ...(order.sharesSubstanceUse ? { securityLabel: [label] } : {}),
    },
  }
}

/** Referral to peer support: SNOMED CT US 461481000124109, HCPCS H0038 as second coding. */
function referralToSend(
  context: OrderContext,
  order: Order,
  subject: Reference,
  consent: Reference,
): Resource {
  const { clinician, orderId, at } = context
  return {
    resourceType: 'ServiceRequest',
    identifier: [{ system: orderSystem, value: orderId }],
    status: 'active',
    intent: 'order',
    priority: order.urgent ? 'urgent' : 'routine',
    code: referralCode,
    subject,
    authoredOn: new Date(at).toISOString(),
    requester: { reference: `Practitioner/${clinician.practitionerId}`, display: clinician.name },
    performer: [
      { reference: `HealthcareService/${order.programme.id}`, display: order.programme.name },
    ],
    supportingInfo: [consent],
    ...(order.words === '' ? {} : { note: [{ text: order.words }] }),
  }
}

const orderSystem = 'https://harbor-hospital.example/order'
const referralCode = {
  coding: [
    {
      system: 'http://snomed.info/sct',
      code: '461481000124109',
      display: 'Referral to peer support',
    },
    {
      system: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
      code: 'H0038',
      display: 'Self-help/peer services, per 15 minutes',
    },
  ],
  text: 'Referral to peer support',
}

/** The order as the hospital's own record keeps it once Careloom has taken it. */
export function orderToKeep(
  { patient, clinician, orderId, at }: OrderContext,
  order: Order,
): Resource {
  return {
    resourceType: 'ServiceRequest',
    identifier: [{ system: orderSystem, value: orderId }],
    status: 'active',
    intent: 'order',
    priority: order.urgent ? 'urgent' : 'routine',
    code: referralCode,
    subject: { reference: `Patient/${patient.id}` },
    authoredOn: new Date(at).toISOString(),
    requester: { reference: `Practitioner/${clinician.practitionerId}`, display: clinician.name },
    performer: [{ display: `${order.programme.name}, ${order.programme.organization}` }],
  }
}
