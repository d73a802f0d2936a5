import { codeSystems } from '@careloom/terminology'
import { compact, reference, usCore, type ResourceOf } from '../resource.ts'
import { labelled } from './security-label.ts'

export type EncounterFacts = {
  encounterId: string
  personId: string
  peerWorkerId: string
  organizationId: string
  occurredAt: string
  modality: string
  minutes: number
  kinds: readonly string[]
  noShow: boolean
  part2: boolean
}

const encounterClass: Readonly<Record<string, { code: string; display: string }>> = {
  'in-person': { code: 'AMB', display: 'ambulatory' },
  video: { code: 'VR', display: 'virtual' },
  phone: { code: 'VR', display: 'virtual' },
  text: { code: 'VR', display: 'virtual' },
}

/** HCPCS H0038 counts quarter hours of peer services: a contact that took place and reached half of one. */
const isPeerService = ({ noShow, minutes }: EncounterFacts) => !noShow && minutes >= 8

/** A contact: that it took place, how long and how. The words of it stay with the person unless they open them. */
export function toEncounter(facts: EncounterFacts): ResourceOf<'Encounter'> {
  const end = new Date(Date.parse(facts.occurredAt) + facts.minutes * 60_000).toISOString()
  return compact<ResourceOf<'Encounter'>>({
    resourceType: 'Encounter',
    id: facts.encounterId,
    meta: labelled(facts, usCore('encounter')),
    status: facts.noShow ? 'cancelled' : 'finished',
    class: {
      system: codeSystems.actCode,
      ...(encounterClass[facts.modality] ?? { code: 'AMB', display: 'ambulatory' }),
    },
    type: [
      {
        coding: isPeerService(facts) ? [{ system: codeSystems.hcpcs, code: 'H0038' }] : undefined,
        text: ['Peer support', ...facts.kinds].join(', '),
      },
    ],
    subject: reference('Patient', facts.personId),
    participant: [{ individual: reference('PractitionerRole', facts.peerWorkerId) }],
    period: { start: facts.occurredAt, end },
    serviceProvider: reference('Organization', facts.organizationId),
  })
}
