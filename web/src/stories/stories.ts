import { ids, type recordings } from './recorded.ts'

export const states = ['full', 'empty', 'loading', 'error', 'forbidden', 'offline'] as const
export type State = (typeof states)[number]

/** One screen: where it lives, who looks at it, and which states it has. */
export type Story = {
  readonly path: string
  readonly who: keyof typeof recordings | 'nobody'
  readonly launched?: true
  readonly states: readonly State[]
}

const noEmpty = states.filter((state) => state !== 'empty')

/** Every screen there is. */
export const stories: Readonly<Record<string, Story>> = {
  'clinician-refer': { path: '/refer', who: 'clinician', launched: true, states: noEmpty },
  'clinician-status': {
    path: `/refer/referrals/${ids.referral}`,
    who: 'clinician',
    launched: true,
    states,
  },
  'clinician-list': { path: '/clinician', who: 'clinician', states },
  'coordinator-queue': { path: '/coordinator', who: 'coordinator', states },
  'coordinator-request': { path: `/coordinator/${ids.referral}`, who: 'coordinator', states },
  'person-home': { path: '/person', who: 'person', states },
  'person-choose': { path: '/person/choose', who: 'person', states },
  'person-sharing': { path: '/person/sharing', who: 'person', states },
  'person-measure': { path: `/person/measures/${ids.measure}`, who: 'person', states },
  'peer-today': { path: '/peer', who: 'peer', states },
  'peer-offer': { path: `/peer/offers/${ids.offer}`, who: 'peer', states },
  'peer-people': { path: '/peer/people', who: 'peer', states },
  'peer-person': { path: `/peer/people/${ids.assignment}`, who: 'peer', states },
  'peer-note': { path: `/peer/people/${ids.assignment}/note`, who: 'peer', states },
  'peer-safety': { path: `/peer/people/${ids.assignment}/safety`, who: 'peer', states: noEmpty },
  integrator: { path: '/integrator', who: 'integrator', states },
  'integrator-deliveries': { path: '/integrator/deliveries', who: 'integrator', states },
  'integrator-quarantine': { path: '/integrator/quarantine', who: 'integrator', states },
  'integrator-health': { path: '/integrator/health', who: 'integrator', states: noEmpty },
  login: { path: '/login?interaction=story', who: 'nobody', states: ['full'] },
  'signed-out': { path: '/signed-out', who: 'nobody', states: ['full'] },
  'not-found': { path: '/nowhere', who: 'nobody', states: ['full'] },
}
