import { roles, type Actor } from './actor.ts'

/** An actor as it travels between services: lists instead of sets. */
export type WireActor = Omit<Actor, 'roles' | 'scopes' | 'organization'> & {
  roles: string[]
  scopes: string[]
  organization?: string | undefined
}

export const wireActor = (actor: Actor): WireActor => ({
  ...actor,
  roles: [...actor.roles],
  scopes: [...(actor.scopes ?? [])],
})

/** Roles that are not known here are none. */
export const actorOf = ({ roles: named, ...actor }: WireActor): Actor => ({
  ...actor,
  organization: actor.organization,
  roles: new Set(roles.filter((role) => named.includes(role))),
})
