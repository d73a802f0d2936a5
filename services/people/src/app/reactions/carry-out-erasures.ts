import type { Reaction } from '@careloom/event-sourcing'
import type { ErasureEvent } from '../../domain/erasure.ts'
import type { PeopleCommands } from '../commands.ts'

/** An order that a crash interrupted is carried out by whoever reads it next. */
export function carryOutErasures(commands: PeopleCommands): Reaction<ErasureEvent> {
  return {
    name: 'people.carry-out-erasures',
    handles: ['ErasureOrdered'],
    keyOf: (event) => event.data.personId,
    async handle(event) {
      await commands.carryOutErasure(event.data.personId, {
        ...event.meta,
        actor: 'system:erasures',
        causationId: event.id,
      })
    },
  }
}
