import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { roles, type Actor } from './actor.ts'
import { decide, type Question, type RecordClass } from './decide.ts'
import type { ConsentInForce, Relationships } from './relationships.ts'

const organization = fc.constantFrom('hospital', 'other', 'peers', 'westside')
const personal: readonly RecordClass[] = [
  'demographics',
  'consent',
  'referral',
  'own-words',
  'matching',
  'care-team',
  'care-plan',
  'notes',
  'outcome-measures',
]
const category = fc.constantFrom(
  'contact',
  'own-words',
  'care-team',
  'care-plan',
  'goals',
  'notes',
  'outcome-measures',
  'substance-use',
)
const peer = fc.constantFrom('alex', 'priya')

const consent: fc.Arbitrary<ConsentInForce> = fc.record({
  consentId: fc.uuid(),
  part2: fc.boolean(),
  from: fc.uniqueArray(organization),
  to: fc.uniqueArray(organization),
  categories: fc.uniqueArray(category),
  until: fc.constantFrom(undefined, '2026-01-01', '2027-01-01'),
})
const relationships: fc.Arbitrary<Relationships> = fc.record({
  personId: fc.constant('dana'),
  registeredBy: fc.option(organization, { nil: undefined }),
  referrals: fc.array(
    fc.record({
      referralId: fc.uuid(),
      organizationId: organization,
      referrerOrganizationId: organization,
      referrerId: fc.constant('x'),
      part2: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
  assignments: fc.array(
    fc.record({
      assignmentId: fc.uuid(),
      peerWorkerId: peer,
      organizationId: organization,
      open: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
  consents: fc.array(consent, { maxLength: 3 }),
})
const actor: fc.Arbitrary<Actor> = fc.record({
  id: fc.constant('somebody'),
  roles: fc.uniqueArray(fc.constantFrom(...roles)).map((each) => new Set(each)),
  organization: fc.option(organization, { nil: undefined }),
  personId: fc.constantFrom(undefined, 'robin'),
  peerWorkerId: fc.option(peer, { nil: undefined }),
})
const question: fc.Arbitrary<Question> = fc.record({
  actor,
  action: fc.constantFrom('read', 'create', 'update'),
  record: fc.record({
    class: fc.constantFrom(...personal),
    person: fc.constant('dana'),
    organization: fc.option(organization, { nil: undefined }),
    part2: fc.boolean(),
    parties: fc.option(fc.uniqueArray(organization), { nil: undefined }),
  }),
  relationships,
  today: fc.constant('2026-06-01'),
})

/** Somebody whom nothing ties to the person, whatever consents say. */
const untied = ({ actor: who, relationships: ties }: Question): boolean =>
  ties !== undefined &&
  ties.registeredBy !== who.organization &&
  ties.referrals.every(
    (each) =>
      each.organizationId !== who.organization && each.referrerOrganizationId !== who.organization,
  ) &&
  ties.assignments.every((each) => each.peerWorkerId !== who.peerWorkerId || !each.open)

describe('laws of access', () => {
  it('nobody without a tie to a person gets at their record', () =>
    fc.assert(
      fc.property(question.filter(untied), (asked) => assert.equal(decide(asked).allowed, false)),
    ))

  it('of somebody unknown nothing can be read', () =>
    fc.assert(
      fc.property(question, (asked) =>
        assert.equal(decide({ ...asked, action: 'read', relationships: undefined }).allowed, false),
      ),
    ))

  it('one more consent never closes anything', () =>
    fc.assert(
      fc.property(question, consent, (asked, added) => {
        const ties = asked.relationships
        if (ties === undefined || !decide(asked).allowed) return
        assert.ok(
          decide({ ...asked, relationships: { ...ties, consents: [...ties.consents, added] } })
            .allowed,
        )
      }),
    ))

  it('taking a consent back opens nothing', () =>
    fc.assert(
      fc.property(question, fc.nat(), (asked, which) => {
        const ties = asked.relationships
        if (ties === undefined || decide(asked).allowed) return
        const consents = ties.consents.filter(
          (_consent, i) => i !== which % Math.max(1, ties.consents.length),
        )
        assert.equal(decide({ ...asked, relationships: { ...ties, consents } }).allowed, false)
      }),
    ))

  it('Part 2 never opens more than the same record without it', () =>
    fc.assert(
      fc.property(question, (asked) => {
        if (!decide({ ...asked, record: { ...asked.record, part2: true } }).allowed) return
        assert.ok(decide({ ...asked, record: { ...asked.record, part2: false } }).allowed)
      }),
    ))

  it('one more role never closes anything', () =>
    fc.assert(
      fc.property(question, fc.constantFrom(...roles), (asked, role) => {
        if (!decide(asked).allowed) return
        assert.ok(
          decide({
            ...asked,
            actor: { ...asked.actor, roles: new Set([...asked.actor.roles, role]) },
          }).allowed,
        )
      }),
    ))
})
