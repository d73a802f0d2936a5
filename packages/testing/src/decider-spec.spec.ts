import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { accept, refuse } from '@careloom/event-sourcing'
import type { Command, Decider, Event } from '@careloom/event-sourcing'
import { specFor } from './decider-spec.ts'

type Turn = Command<'TurnOn', { lamp: string }>
type Turned = Event<'LampTurnedOn', { lamp: string }>

const lamp: Decider<number, Turn, Turned, 'lamp-already-on'> = {
  initialState: 0,
  decide({ data }, lamps) {
    if (lamps === 0) return accept<Turned>({ type: 'LampTurnedOn', data })
    if (lamps === 1) return accept<Turned>()
    return refuse('conflict', 'lamp-already-on', { lamp: data.lamp })
  },
  evolve: (lamps) => lamps + 1,
}
const given = specFor(lamp)
const turnOn: Turn = { type: 'TurnOn', data: { lamp: 'hall' } }
const turnedOn: Turned = { type: 'LampTurnedOn', data: { lamp: 'hall' } }

describe('specFor', () => {
  it('passes when the events are recorded', () => given().when(turnOn).thenRecords(turnedOn))
  it('passes when nothing is recorded', () => given(turnedOn).when(turnOn).thenRecordsNothing())
  it('passes when refused for the reason', () =>
    given(turnedOn, turnedOn).when(turnOn).thenRefuses('lamp-already-on', { lamp: 'hall' }))
  it('fails when another event is recorded', () =>
    assert.throws(() =>
      given()
        .when(turnOn)
        .thenRecords({ type: 'LampTurnedOn', data: { lamp: 'attic' } }),
    ))
  it('fails when something is recorded and nothing was expected', () =>
    assert.throws(() => given().when(turnOn).thenRecordsNothing()))
  it('fails when accepted and a refusal was expected', () =>
    assert.throws(() => given().when(turnOn).thenRefuses('lamp-already-on')))
  it('fails when refused and events were expected', () =>
    assert.throws(() => given(turnedOn, turnedOn).when(turnOn).thenRecords(turnedOn)))
})
