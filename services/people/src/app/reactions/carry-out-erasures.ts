import { reaction, type Reaction } from '@careloom/event-sourcing'
import type { ErasureEvent } from '../../domain/erasure.ts'
import type { PeopleCommands } from '../commands.ts'

/** An order that a crash interrupted is carried out by whoever reads it next. */
export function carryOutErasures(commands: PeopleCommands): Reaction<ErasureEvent> {
  return reaction<ErasureEvent>({
    name: 'people.carry-out-erasures',
    on: {
      ErasureOrdered: ({ personId }, metadata) => commands.carryOutErasure(personId, metadata),
    },
  })
}
