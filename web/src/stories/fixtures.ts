import { type Me, type ReadRouteId, type RouteResponse } from '@careloom/web-api'

/** The moment of every story. */
export const storyTime = '2026-11-24T14:50:00.000Z'
export const id = (n: number) => `0190a000-0000-7000-8000-${String(n).padStart(12, '0')}`
const at = (hours: number) => new Date(Date.parse(storyTime) + hours * 3_600_000).toISOString()
const on = (days: number) => at(days * 24).slice(0, 10)

export type Fixtures = { readonly [Id in ReadRouteId]: RouteResponse<Id> }

export const people = {
  clinician: {
    name: 'Dr. Efua Osei',
    roles: ['clinician'],
    organization: { id: id(1), name: 'Harbor Hospital' },
  },
  coordinator: {
    name: 'Jo Winter',
    roles: ['coordinator'],
    organization: { id: id(2), name: 'Harbor Peers' },
  },
  person: { name: 'Dana Reyes', roles: ['person'], personId: id(401) },
  peer: {
    name: 'Alex Moreno',
    roles: ['peer'],
    peerWorkerId: id(301),
    organization: { id: id(2), name: 'Harbor Peers' },
  },
  integrator: {
    name: 'Ines Park',
    roles: ['integrator'],
    organization: { id: id(1), name: 'Harbor Hospital' },
  },
} satisfies Record<string, Me>

const words = 'I don’t want to be alone with this when my sister leaves.'
const contact = { phone: '(555) 010-0142', bestTimes: '3 pm to 6 pm', voicemailOk: false }
const spanish = { code: 'speaks-language', values: { language: 'es' }, text: 'Speaks Spanish.' }
const panic = {
  code: 'shared-experience',
  values: { facet: 'living with panic' },
  text: 'Both opened “living with panic” for matching.',
}
const more = { code: 'can-take-more', text: 'Says: “I can take one more.”' }
const video = { code: 'video-any-weekday', text: 'Can meet by video any weekday.' }

const sharing = [
  {
    organizationId: id(2),
    organizationName: 'Harbor Peers',
    on: true,
    consentId: id(701),
    categories: ['contact', 'own-words', 'care-plan', 'notes'],
    offered: ['contact', 'own-words', 'care-plan', 'notes'],
    until: null,
    part2: true,
    everShared: true,
  },
  {
    organizationId: id(1),
    organizationName: 'Harbor Hospital',
    on: true,
    consentId: id(702),
    categories: ['care-team', 'goals'],
    offered: ['care-team', 'goals'],
    until: on(157),
    part2: false,
    everShared: true,
  },
  {
    organizationId: id(3),
    organizationName: 'Westside Wellness',
    on: false,
    consentId: null,
    categories: [],
    offered: ['contact', 'own-words'],
    until: null,
    part2: false,
    everShared: false,
  },
] satisfies RouteResponse<'getPersonHome'>['sharing']

const due = {
  measureId: id(801),
  instrument: 'phq-9',
  name: 'PHQ-9',
  itemCount: 9,
  minutes: 3,
  dueOn: on(3),
  overdue: false,
}

const offers = [
  {
    referralId: id(901),
    programName: 'Recovery coaching',
    organizationName: 'Harbor Peers',
    reasons: [panic, spanish],
    sharedExperiences: 2,
    reasonInOwnWords: words,
    preferredLanguage: 'es',
    answerBy: at(7),
    suggestedContactHours: null,
  },
]

const deliveries = [
  ['CareTeam', '0192a1b2c3d47c', 'proved', 1, 1800, null],
  ['Task', '0192a1b2c3d441', 'proved', 1, 900, null],
  ['DocumentReference', '0192a1b2c3d4d2', 'failed', 5, null, '403, scope missing'],
  ['DocumentReference', '0192a1b2c3d4d1', 'sent', 1, null, null],
] as const

const row = (n: number, personDisplay: string, from: string, dueIn: number, mine = true) => ({
  referralId: id(900 + n),
  personDisplay,
  from,
  programName: 'Recovery coaching',
  status: mine ? ('requested' as const) : ('accepted' as const),
  requestedAt: at(dueIn - 72),
  dueAt: at(dueIn),
  nextActor: mine ? ('coordinator' as const) : ('person' as const),
})

const option = (value: number, en: string, es: string) => ({ value, text: { en, es } })
const options = [
  option(0, 'Not at all', 'Ningún día'),
  option(1, 'Several days', 'Varios días'),
  option(2, 'More than half the days', 'Más de la mitad de los días'),
  option(3, 'Nearly every day', 'Casi todos los días'),
]

/** A full answer of every read route, told as one story on one day. */
export const full: Fixtures = {
  getMe: people.person,
  listPrograms: {
    programs: [
      {
        id: id(102),
        name: 'Recovery coaching',
        organizationId: id(2),
        organizationName: 'Harbor Peers',
        part2: true,
        freePeers: 2,
        expectedWaitDays: 2,
        promiseHours: 72,
        sharedTextKey: 'contact-words-and-substance-use',
      },
      {
        id: id(103),
        name: 'One-to-one peer support',
        organizationId: id(3),
        organizationName: 'Westside Wellness',
        part2: false,
        freePeers: 0,
        expectedWaitDays: 9,
        promiseHours: 72,
        sharedTextKey: 'contact-and-words',
      },
    ],
  },
  getClinicianPatient: {
    personId: id(401),
    fhirId: 'HH-1001',
    display: 'Dana Reyes',
    givenName: 'Dana',
    birthDate: '1985-03-14',
    contact,
    preferredLanguage: 'es',
    needPatientBanner: false,
    organizationName: 'Harbor Hospital',
    openReferrals: [],
  },
  listClinicianReferrals: {
    referrals: [
      {
        referralId: id(901),
        personDisplay: 'Dana Reyes',
        programName: 'Recovery coaching',
        organizationName: 'Harbor Peers',
        status: 'in-progress',
        requestedAt: at(-360),
        nextActor: 'nobody',
        dueAt: null,
      },
      {
        referralId: id(902),
        personDisplay: 'Luis Medina',
        programName: 'One-to-one peer support',
        organizationName: 'Westside Wellness',
        status: 'information-requested',
        requestedAt: at(-30),
        nextActor: 'clinician',
        dueAt: at(20),
      },
    ],
  },
  getClinicianReferral: {
    referralId: id(901),
    status: 'in-progress',
    person: { display: 'Dana Reyes', givenName: 'Dana' },
    programName: 'Recovery coaching',
    organizationName: 'Harbor Peers',
    requestedAt: at(-360),
    steps: [
      { name: 'sent', state: 'done', at: at(-360), by: 'Dr. Efua Osei' },
      { name: 'accepted', state: 'done', at: at(-340), by: 'Harbor Peers' },
      { name: 'matched', state: 'done', at: at(-320), by: 'Alex Moreno' },
      { name: 'first-contact', state: 'done', at: at(-300), by: null },
      { name: 'working-together', state: 'now', at: at(-300), by: null },
      { name: 'closed', state: 'next', at: null, by: null },
    ],
    next: { actor: 'nobody', name: null, dueAt: null },
    peer: { name: 'Alex Moreno', title: 'Peer specialist' },
    careTeam: [
      {
        name: 'Dr. Efua Osei',
        role: 'Primary care',
        kind: 'clinician',
        organizationName: 'Harbor Hospital',
        isYou: true,
        seenInChartSince: null,
      },
      {
        name: 'Ruth Castillo',
        role: 'Behavioral health',
        kind: 'clinician',
        organizationName: 'Harbor Hospital',
        isYou: false,
        seenInChartSince: null,
      },
      {
        name: 'Alex Moreno',
        role: 'Peer specialist',
        kind: 'peer',
        organizationName: 'Harbor Peers',
        isYou: false,
        seenInChartSince: at(-318),
      },
    ],
    shared: {
      categories: ['care-team', 'goals'],
      withheld: ['notes'],
      until: on(157),
      goals: [
        { words: 'Sleep in my own bed again, not on the couch with the TV on.', nextStep: null },
        {
          words: 'Have people to eat with on weekends.',
          nextStep: 'the Saturday group, with Alex',
        },
      ],
    },
    outcomes: [
      {
        instrument: 'phq-9',
        name: 'PHQ-9',
        min: 0,
        max: 27,
        lowerIsBetter: true,
        answers: [
          { on: on(-106), score: 18, low: 14, high: 22 },
          { on: on(-76), score: 14, low: 10, high: 18 },
          { on: on(-47), score: 13, low: 9, high: 17 },
          { on: on(-16), score: 9, low: 5, high: 13 },
        ],
        change: {
          from: 18,
          to: 9,
          days: 90,
          direction: 'better',
          reliable: true,
          low: 3,
          high: 15,
        },
      },
    ],
    informationRequest: null,
    canCancel: true,
  },
  getQueue: {
    promiseHours: 72,
    rows: [
      row(5, 'Marcus T.', 'Emergency, Harbor Hospital', -3),
      row(1, 'Dana R.', 'Dr. Osei, primary care', 5),
      row(6, 'Wei L.', 'Asked by himself', 8),
      row(7, 'Ana S.', 'Westside Wellness', 26),
      row(8, 'Robert K.', 'Asked by himself', 50),
      row(9, 'Imani B.', 'Discharge, 4 North', 60, false),
    ],
    answeredThisWeek: 14,
  },
  getCoordinatorReferral: {
    referralId: id(901),
    status: 'requested',
    personDisplay: 'Dana R.',
    givenName: 'Dana',
    programName: 'Recovery coaching',
    referredBy: 'Dr. Osei',
    requestedAt: at(-5),
    dueAt: at(5),
    personAgreed: true,
    reasonInOwnWords: words,
    preferredLanguage: 'es',
    contact,
    canOffer: true,
    canReject: true,
    canWaitlist: true,
    candidates: [
      {
        peerWorkerId: id(302),
        name: 'Priya Nair',
        title: 'Recovery coach',
        modalities: ['phone', 'video'],
        reasons: [spanish, panic],
        offer: null,
      },
      {
        peerWorkerId: id(301),
        name: 'Alex Moreno',
        title: 'Peer specialist',
        modalities: ['in-person', 'video'],
        reasons: [spanish, more],
        offer: null,
      },
      {
        peerWorkerId: id(303),
        name: 'June Hart',
        title: 'Peer specialist',
        modalities: ['video'],
        reasons: [video],
        offer: null,
      },
    ],
    notProposed: [
      {
        name: 'Tom B.',
        reasons: [
          { code: 'at-limit', values: { active: '5', limit: '5' }, text: 'is at their own limit.' },
        ],
      },
      {
        name: 'Nadia F.',
        reasons: [{ code: 'conflict', text: 'declared a conflict. No details are kept here.' }],
      },
    ],
    load: [
      {
        peerWorkerId: id(302),
        name: 'Priya Nair',
        active: 3,
        limit: 6,
        declared: 'can-take-more',
        canTake: 2,
        until: null,
      },
      {
        peerWorkerId: id(301),
        name: 'Alex Moreno',
        active: 4,
        limit: 5,
        declared: 'can-take-more',
        canTake: 1,
        until: null,
      },
      {
        peerWorkerId: id(303),
        name: 'June Hart',
        active: 4,
        limit: 6,
        declared: 'nothing-new',
        canTake: null,
        until: null,
      },
      {
        peerWorkerId: id(304),
        name: 'Tom B.',
        active: 5,
        limit: 5,
        declared: 'at-limit',
        canTake: 0,
        until: null,
      },
    ],
    chosenPeerName: null,
    informationRequest: null,
  },
  getPersonHome: {
    givenName: 'Dana',
    standing: 'together',
    programName: 'Recovery coaching',
    peer: { name: 'Alex Moreno', title: 'Peer specialist' },
    nextMeeting: { at: at(25), modality: 'video', place: null },
    goals: [
      {
        goalId: id(601),
        words: 'Call my sister on Sundays, even for five minutes.',
        nextStep: 'this Sunday',
        status: 'agreed',
      },
    ],
    measuresDue: [due],
    sharing,
    looks: [
      { at: at(-2), who: 'Alex Moreno', organizationName: 'Harbor Peers', saw: 'care-plan' },
      { at: at(-96), who: 'Dr. Osei', organizationName: 'Harbor Hospital', saw: 'care-team' },
    ],
  },
  listChoices: {
    givenName: 'Dana',
    choices: [
      {
        referralId: id(901),
        programName: 'Recovery coaching',
        organizationName: 'Harbor Peers',
        answerBy: null,
        profiles: [
          {
            peerWorkerId: id(301),
            name: 'Alex',
            title: 'Peer specialist',
            says: 'I like walking while we talk. I was where you are, in my own way, and I remember what helped.',
            inCommon: [panic, spanish],
            when: 'Tuesdays and Thursdays after 3 pm',
            modalities: ['video', 'in-person'],
          },
          {
            peerWorkerId: id(302),
            name: 'Priya',
            title: 'Recovery coach',
            says: 'I listen first. Tea is optional. I have two kids, so I know about loud kitchens.',
            inCommon: [{ code: 'both-parents', text: 'You both are parents.' }],
            when: 'Weekday evenings',
            modalities: ['phone', 'video'],
          },
          {
            peerWorkerId: id(303),
            name: 'June',
            title: 'Peer specialist',
            says: 'Quiet is fine with me. We can start with ten minutes.',
            inCommon: [],
            when: 'Any weekday',
            modalities: ['video'],
          },
        ],
      },
    ],
  },
  listConsents: {
    sharing,
    consents: [
      {
        consentId: id(702),
        organizationName: 'Harbor Hospital',
        categories: ['care-team', 'goals'],
        grantedOn: on(-14),
        until: on(157),
        endedOn: null,
        status: 'active',
      },
      {
        consentId: id(703),
        organizationName: 'Westside Wellness',
        categories: ['contact'],
        grantedOn: on(-90),
        until: null,
        endedOn: on(-60),
        status: 'withdrawn',
      },
    ],
  },
  getMeasure: {
    measureId: id(801),
    instrument: 'phq-9',
    name: 'PHQ-9',
    lead: {
      en: 'Over the last 2 weeks, how often have you been bothered by any of the following?',
      es: 'Durante las últimas 2 semanas, ¿qué tan seguido le han afectado los siguientes problemas?',
    },
    items: [
      {
        linkId: '1',
        text: {
          en: 'Little interest or pleasure in doing things',
          es: 'Poco interés o placer en hacer las cosas',
        },
        options,
      },
      {
        linkId: '2',
        text: {
          en: 'Feeling down, depressed, or hopeless',
          es: 'Se ha sentido decaído(a), deprimido(a), o sin esperanzas',
        },
        options,
      },
    ],
    licence: null,
    answeredAt: null,
  },
  getPeerToday: {
    givenName: 'Alex',
    meetings: [
      {
        assignmentId: id(501),
        personDisplay: 'Dana R.',
        at: at(0.67),
        modality: 'video',
        place: null,
        ordinal: 2,
        lastTime: 'agreed to call her sister.',
        joinUrl: 'https://meet.example/room',
      },
      {
        assignmentId: id(502),
        personDisplay: 'Luis M.',
        at: at(4),
        modality: 'in-person',
        place: 'Walk in Elm Park',
        ordinal: 9,
        lastTime: 'the Saturday group felt far away.',
        joinUrl: null,
      },
    ],
    offers,
    toWrite: [
      {
        assignmentId: id(502),
        personDisplay: 'Luis M.',
        occurredAt: at(-20),
        modality: 'phone',
        minutes: 25,
      },
    ],
    peopleCount: 2,
  },
  listOffers: { offers },
  listPeerPeople: {
    people: [
      {
        assignmentId: id(501),
        personDisplay: 'Dana R.',
        programName: 'Recovery coaching',
        status: 'active',
        since: at(-300),
        lastContactAt: at(-96),
        nextMeetingAt: at(1),
      },
      {
        assignmentId: id(502),
        personDisplay: 'Luis M.',
        programName: 'One-to-one peer support',
        status: 'paused',
        since: at(-2500),
        lastContactAt: at(-20),
        nextMeetingAt: null,
      },
    ],
  },
  getPeerPerson: {
    assignmentId: id(502),
    personDisplay: 'Luis M.',
    givenName: 'Luis',
    programName: 'One-to-one peer support',
    status: 'active',
    vision: 'A table with people at it, and me cooking.',
    nextMeeting: { at: at(4), modality: 'in-person', place: 'Elm Park' },
    goals: [
      {
        goalId: id(611),
        words: 'Have people to eat with on weekends.',
        status: 'agreed',
        ratings: { person: 1, peer: 0, clinician: null },
        nextStep: 'Saturday group together, at the door at 11:50.',
        nextStepOwner: 'both',
      },
      {
        goalId: id(612),
        words: 'Sleep in my own bed again.',
        status: 'proposed',
        ratings: { person: null, peer: null, clinician: null },
        nextStep: null,
        nextStepOwner: null,
      },
    ],
    notes: [
      {
        encounterId: id(621),
        occurredAt: at(-168),
        modality: 'in-person',
        minutes: 50,
        personsIdea: 'The group still feels far away.',
        nextStep: 'Walk past it together first.',
        noShow: false,
        sharedWithEhr: false,
      },
    ],
    measuresDue: [due],
    contact,
    preferredLanguage: 'es',
    sharedWithYou: ['contact', 'care-plan', 'outcome-measures'],
    boundary: { contactHours: 'Weekdays, 9 am to 6 pm', channels: ['phone', 'in-person'] },
    hospital: { name: 'Harbor Hospital', mayReadNotes: true },
  },
  listConnections: {
    connections: [
      {
        connectionId: id(21),
        name: 'Harbor Hospital',
        baseUrl: 'https://harbor-hospital.example/fhir',
        kind: 'fhir-r4',
        metadataReadAt: at(-0.1),
        answering: true,
        offers: ['CareTeam read', 'Task read, update', 'Patient read', 'DocumentReference create'],
        refuses: ['CareTeam create', 'Observation create'],
        routes: [
          {
            intent: 'care-team',
            route: 'Care team endpoint of ours + SMART app',
            reason: 'CareTeam is read-only here',
            proof: { kind: 'read-by-hospital', at: at(-1), detail: null },
          },
          {
            intent: 'referral-in',
            route: 'SMART launch, or POST to /fhir',
            reason: 'No subscription is offered',
            proof: { kind: 'handshake', at: at(-6), detail: null },
          },
          {
            intent: 'note-out',
            route: 'DocumentReference create',
            reason: 'Offered in /metadata',
            proof: { kind: 'failed', at: at(-1.2), detail: '403' },
          },
          {
            intent: 'scores-out',
            route: 'None',
            reason: 'Observation create is refused',
            proof: { kind: 'none', at: null, detail: null },
          },
        ],
        today: { sent: 4, proved: 2, failed: 1 },
      },
      {
        connectionId: id(22),
        name: 'Westside Clinic',
        baseUrl: null,
        kind: 'fhir-r4',
        metadataReadAt: null,
        answering: true,
        offers: ['Patient read'],
        refuses: [],
        routes: [],
        today: { sent: 0, proved: 0, failed: 0 },
      },
    ],
  },
  listDeliveries: {
    deliveries: deliveries.map(
      ([resourceType, resourceId, status, attempts, tookMs, failure], n) => ({
        deliveryId: id(40 + n),
        connectionName: 'Harbor Hospital',
        at: at(-1 - n / 10),
        resourceType,
        resourceId,
        status,
        attempts,
        tookMs,
        failure,
      }),
    ),
  },
  listQuarantine: {
    quarantined: [
      {
        quarantineId: 'fhir-adapter.care-teams:7',
        consumer: 'fhir-adapter.care-teams',
        eventType: 'careloom.assignments.assignment.v1',
        eventId: id(31),
        subject: id(501),
        attempts: 5,
        failureCode: 'CL_MALFORMED_EVENT',
        firstFailedAt: at(-3),
        lastFailedAt: at(-2),
      },
    ],
  },
  getHealth: {
    status: 'ok',
    version: '0.1.0',
    startedAt: at(-30),
    services: [
      'people',
      'referrals',
      'workforce',
      'assignments',
      'care-plans',
      'outcomes',
      'fhir-adapter',
    ].map((name) => ({ name, status: 'ok' as const, behind: 0 })),
  },
}

/** The same routes on a day on which nothing is there. */
export const empty: Partial<Fixtures> = {
  listClinicianReferrals: { referrals: [] },
  getClinicianReferral: {
    ...full.getClinicianReferral,
    status: 'requested',
    steps: full.getClinicianReferral.steps.map((step, n) => ({
      ...step,
      state: n === 0 ? ('now' as const) : ('next' as const),
      at: n === 0 ? step.at : null,
      by: n === 0 ? step.by : null,
    })),
    next: { actor: 'coordinator', name: 'Harbor Peers', dueAt: at(40) },
    peer: null,
    careTeam: full.getClinicianReferral.careTeam.slice(0, 1),
    shared: { categories: [], withheld: [], until: null, goals: [] },
    outcomes: [],
  },
  getQueue: { promiseHours: 72, rows: [], answeredThisWeek: 0 },
  getCoordinatorReferral: {
    ...full.getCoordinatorReferral,
    reasonInOwnWords: null,
    candidates: [],
    load: [],
  },
  getPersonHome: {
    ...full.getPersonHome,
    standing: 'choose',
    peer: null,
    nextMeeting: null,
    goals: [],
    measuresDue: [],
    looks: [],
    sharing: sharing.slice(0, 1),
  },
  listChoices: { givenName: 'Dana', choices: [] },
  listConsents: { sharing: [], consents: [] },
  getMeasure: { ...full.getMeasure, answeredAt: at(-2) },
  getPeerToday: {
    givenName: 'Alex',
    meetings: [],
    offers: [],
    toWrite: [],
    peopleCount: 0,
  },
  listOffers: { offers: [] },
  listPeerPeople: { people: [] },
  getPeerPerson: {
    ...full.getPeerPerson,
    vision: null,
    goals: [],
    notes: [],
    measuresDue: [],
    sharedWithYou: [],
    hospital: { name: 'Harbor Hospital', mayReadNotes: false },
  },
  listConnections: { connections: [] },
  listDeliveries: { deliveries: [] },
  listQuarantine: { quarantined: [] },
}
