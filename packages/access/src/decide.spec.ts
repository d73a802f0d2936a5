import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Actor, Role } from './actor.ts'
import { decide, type Action, type Question, type RecordClass } from './decide.ts'
import type { ConsentInForce, Relationships } from './relationships.ts'

const [dana, hospital, otherHospital, peers, westside] = [
  'dana',
  'hospital',
  'other-hospital',
  'peers',
  'westside',
]
const today = '2026-03-02'
const consent: ConsentInForce = {
  consentId: 'c1',
  part2: true,
  from: [peers],
  to: [hospital],
  categories: ['care-team', 'substance-use'],
  until: '2026-03-02',
}
const ties: Relationships = {
  personId: dana,
  registeredBy: hospital,
  referrals: [
    {
      referralId: 'r1',
      organizationId: peers,
      referrerOrganizationId: hospital,
      referrerId: 'osei',
      part2: true,
    },
  ],
  assignments: [{ assignmentId: 'a1', peerWorkerId: 'alex', organizationId: peers, open: true }],
  consents: [consent],
}

const actor = (role: Role, more: Partial<Actor> = {}): Actor => ({
  id: role,
  roles: new Set([role]),
  organization: undefined,
  ...more,
})
const person = actor('person', { personId: dana })
const stranger = actor('person', { personId: 'robin' })
const alex = actor('peer', { peerWorkerId: 'alex', organization: peers })
const priya = actor('peer', { peerWorkerId: 'priya', organization: peers })
const jo = actor('coordinator', { organization: `${peers} ${westside}` })
const elsewhere = actor('coordinator', { organization: westside })
const osei = actor('clinician', { organization: hospital })
const backend = actor('system', { organization: hospital })
const foreign = actor('system', { organization: otherHospital })
const ofPeers = actor('system', { organization: peers })
const auditor = actor('auditor')
const integrator = actor('integrator', { organization: hospital })

type Row = readonly [
  who: Actor,
  action: Action,
  recordClass: RecordClass,
  allowed: boolean,
  rule: RegExp,
  record?: Partial<Question['record']>,
  relationships?: Relationships | 'none',
]
const ofProgramme = { organization: peers, part2: true }

const table: Readonly<Record<string, readonly Row[]>> = {
  'what belongs to nobody': [
    [stranger, 'read', 'directory', true, /signed in/, { person: undefined }],
    [integrator, 'read', 'connections', true, /integration/, { person: undefined }],
    [osei, 'read', 'connections', false, /only for integrators/, { person: undefined }],
    [auditor, 'read', 'audit', true, /audits/],
    [actor('privacy-officer'), 'read', 'audit', true, /audits/],
    [osei, 'read', 'audit', false, /not the referrer’s/],
    [osei, 'read', 'referral', false, /belongs to nobody/, { person: undefined }],
  ],
  'their own record': [
    [person, 'read', 'notes', true, /their own/],
    [person, 'update', 'consent', true, /theirs to change/],
    [person, 'update', 'notes', false, /written by those/],
    [stranger, 'read', 'demographics', false, /somebody else’s/],
  ],
  'a peer’s people': [
    [alex, 'read', 'notes', true, /works with/, ofProgramme],
    [alex, 'update', 'notes', true, /works with/, ofProgramme],
    [alex, 'update', 'demographics', false, /not a peer’s/],
    [alex, 'create', 'referral', false, /not a peer’s/],
    [alex, 'read', 'consent', false, /not a peer’s/],
    [alex, 'read', 'matching', false, /not a peer’s/],
    [alex, 'read', 'notes', false, /not among their assignments/, { organization: westside }],
    [priya, 'read', 'demographics', false, /not among their assignments/],
    [
      alex,
      'read',
      'demographics',
      false,
      /not among/,
      {},
      { ...ties, assignments: ties.assignments.map((each) => ({ ...each, open: false })) },
    ],
    [alex, 'read', 'demographics', false, /not among/, {}, 'none'],
  ],
  'a programme’s people': [
    [jo, 'read', 'referral', true, /runs the programme/, ofProgramme],
    [jo, 'update', 'matching', true, /runs the programme/, ofProgramme],
    [jo, 'update', 'demographics', false, /between person and peer/],
    [jo, 'read', 'notes', false, /between person and peer/, ofProgramme],
    [
      actor('supervisor', { organization: peers }),
      'read',
      'care-team',
      true,
      /runs the programme/,
      ofProgramme,
    ],
    [elsewhere, 'read', 'demographics', false, /another programme/],
    [jo, 'read', 'referral', false, /another programme/, { organization: 'third-programme' }],
    [
      ofPeers,
      'update',
      'referral',
      true,
      /runs the programme/,
      { ...ofProgramme, parties: [hospital] },
    ],
    [ofPeers, 'read', 'notes', false, /nothing ties|between/, ofProgramme],
  ],
  'a referrer’s patients': [
    [osei, 'read', 'demographics', true, /in their care/],
    [backend, 'update', 'demographics', true, /in their care/],
    [backend, 'create', 'demographics', true, /somebody new/, { person: 'new' }, 'none'],
    [backend, 'read', 'demographics', false, /nothing ties/, { person: 'new' }, 'none'],
    [integrator, 'create', 'demographics', false, /no role/, { person: 'new' }, 'none'],
    [backend, 'create', 'consent', true, /in their care/],
    [backend, 'read', 'consent', false, /between others/, { parties: [otherHospital, peers] }],
    [backend, 'create', 'referral', true, /referred/],
    [backend, 'read', 'referral', true, /referred/, { ...ofProgramme, parties: [hospital] }],
    [backend, 'read', 'referral', true, /consented/, { ...ofProgramme, parties: [otherHospital] }],
    [
      backend,
      'read',
      'referral',
      false,
      /not consented/,
      { ...ofProgramme, parties: [otherHospital] },
      { ...ties, consents: [] },
    ],
    [backend, 'read', 'care-team', true, /consented/, ofProgramme],
    [backend, 'read', 'care-team', false, /not consented/, ofProgramme, { ...ties, consents: [] }],
    [
      backend,
      'read',
      'care-team',
      false,
      /not consented/,
      ofProgramme,
      { ...ties, consents: [{ ...consent, categories: ['care-team'] }] },
    ],
    [
      backend,
      'read',
      'care-team',
      false,
      /not consented/,
      ofProgramme,
      { ...ties, consents: [{ ...consent, part2: false }] },
    ],
    [
      backend,
      'read',
      'care-team',
      false,
      /not consented/,
      ofProgramme,
      { ...ties, consents: [{ ...consent, until: '2026-03-01' }] },
    ],
    [
      backend,
      'read',
      'care-team',
      false,
      /not consented/,
      ofProgramme,
      { ...ties, consents: [{ ...consent, from: [westside] }] },
    ],
    [
      backend,
      'read',
      'care-team',
      false,
      /not consented/,
      ofProgramme,
      { ...ties, consents: [{ ...consent, to: [otherHospital] }] },
    ],
    [
      backend,
      'read',
      'care-team',
      true,
      /treats/,
      { organization: westside, part2: false },
      { ...ties, consents: [] },
    ],
    [backend, 'update', 'care-team', false, /written by those/, ofProgramme],
    [backend, 'read', 'care-plan', false, /not consented/, ofProgramme],
    [backend, 'read', 'matching', false, /not the referrer’s/, ofProgramme],
    [foreign, 'read', 'demographics', false, /nothing ties/],
    [foreign, 'create', 'referral', false, /nothing ties/],
    [actor('clinician'), 'read', 'demographics', false, /no organization/],
    [
      actor('clinician', { organization: hospital, launchedFor: 'robin' }),
      'read',
      'demographics',
      false,
      /another chart/,
    ],
    [
      actor('clinician', { organization: hospital, launchedFor: dana }),
      'read',
      'demographics',
      true,
      /in their care/,
    ],
  ],
  'whoever has several roles': [
    [
      actor('peer', {
        roles: new Set(['peer', 'coordinator']),
        peerWorkerId: 'priya',
        organization: peers,
      }),
      'read',
      'referral',
      true,
      /runs the programme/,
      ofProgramme,
    ],
    [actor('auditor'), 'read', 'demographics', false, /no role/],
  ],
}

describe('access', () => {
  for (const [what, rows] of Object.entries(table))
    describe(`to ${what}`, () => {
      for (const [who, action, recordClass, allowed, rule, record = {}, relationships] of rows)
        it(`${allowed ? 'lets' : 'does not let'} ${[...who.roles].join(' and ')} ${who.organization ?? ''} ${action} ${recordClass} (${rule.source})`, () => {
          const decision = decide({
            actor: who,
            action,
            record: { class: recordClass, person: dana, ...record },
            relationships: relationships === 'none' ? undefined : (relationships ?? ties),
            today,
          })
          assert.equal(decision.allowed, allowed, decision.rule)
          assert.match(decision.rule, rule)
        })
    })
  it('names the consent that opened a record', () => {
    assert.equal(
      decide({
        actor: backend,
        action: 'read',
        record: { class: 'care-team', person: dana, ...ofProgramme },
        relationships: ties,
        today,
      }).consent,
      'c1',
    )
  })
})
