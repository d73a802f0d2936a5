import { PeopleServiceDefinition } from '@careloom/proto/people'
import type { Callers } from '@careloom/rpc'

/** Who measures a service in a process of its own. */
export const callers: Callers = { bench: { calls: [PeopleServiceDefinition.fullName] } }
