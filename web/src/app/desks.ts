import type { Role } from '@careloom/web-api'

type DeskId = 'clinician' | 'coordinator' | 'person' | 'peer' | 'integrator'
type Desk = { readonly id: DeskId; readonly to: string; readonly roles: readonly Role[] }

const desks: readonly Desk[] = [
  { id: 'person', to: '/person', roles: ['person'] },
  { id: 'peer', to: '/peer', roles: ['peer'] },
  { id: 'coordinator', to: '/coordinator', roles: ['coordinator', 'supervisor'] },
  { id: 'clinician', to: '/clinician', roles: ['clinician'] },
  { id: 'integrator', to: '/integrator', roles: ['integrator'] },
]

/** The desks that somebody's roles open; the first is where they land. */
export function desksOf(roles: readonly Role[]): readonly Desk[] {
  return desks.filter((desk) => desk.roles.some((role) => roles.includes(role)))
}
