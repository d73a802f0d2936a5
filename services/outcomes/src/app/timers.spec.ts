import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { instantOf } from '@careloom/event-sourcing'
import type { OutcomeCommands } from './commands.ts'
import type { MeasureId, OrganizationId, PersonId, SeriesId } from '../domain/ids.ts'
import type { MeasureTimer } from './projections/measure-timers.ts'
import { fireTimer } from './timers.ts'

const timer: MeasureTimer = {
  dueAt: instantOf(0),
  command: 'MarkMeasureDue',
  subject: 'measure-1' as MeasureId,
  seriesId: 'series-1' as SeriesId,
  personId: 'person-1' as PersonId,
  organizationId: 'harbor' as OrganizationId,
}

describe('the timer of a measure', () => {
  it('says all that its command needs: it waits for no read model', async () => {
    const sent: unknown[] = []
    const handle = async (...command: unknown[]) => void sent.push(command)
    const commands = { handle } as unknown as OutcomeCommands
    const metadata = { actor: 'system:timers', causationId: 'timer:1' }
    await fireTimer(commands, () => instantOf(1))(timer, metadata)
    const data = { seriesId: 'series-1', measureId: 'measure-1', at: instantOf(1) }
    const person = { organization: 'harbor', person: 'person-1' }
    assert.deepEqual(sent, [
      [
        { type: 'MarkMeasureDue', data },
        { ...metadata, ...person },
      ],
    ])
  })
})
