import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { fold, instantOf } from '@careloom/event-sourcing'
import { caseloadDecider } from './caseload.ts'
import type { Caseload } from './caseload-state.ts'
import type { CaseloadCommand } from './caseload-events.ts'
import type { AssignmentId, PeerWorkerId, PersonId, ReferralId, ReservationId } from './ids.ts'

const peerWorkerId = 'peer-1' as PeerWorkerId
const reservationIds = fc
  .integer({ min: 1, max: 6 })
  .map((n) => `reservation-${n}` as ReservationId)
const revisions = fc.integer({ min: 1, max: 20 })
const instants = fc.integer({ min: 0, max: 50 }).map((minute) => instantOf(minute * 60_000))

/** Everything that can happen to places; the limit is set once, before. */
const placeCommands: fc.Arbitrary<CaseloadCommand> = fc.oneof(
  fc.record({
    type: fc.constant('ReservePlace' as const),
    data: fc.record({
      peerWorkerId: fc.constant(peerWorkerId),
      reservationId: reservationIds,
      referralId: fc.constant('referral-1' as ReferralId),
      personId: fc.constant('person-1' as PersonId),
      weight: fc.integer({ min: 0, max: 3 }),
      reservedAt: instants,
      expiresAt: instants,
    }),
  }),
  fc.record({
    type: fc.constant('ConfirmPlace' as const),
    data: fc.record({
      peerWorkerId: fc.constant(peerWorkerId),
      reservationId: reservationIds,
      assignmentId: fc.constant('assignment-1' as AssignmentId),
      confirmedAt: instants,
    }),
  }),
  fc.record({
    type: fc.constant('ReleasePlace' as const),
    data: fc.record({
      peerWorkerId: fc.constant(peerWorkerId),
      reservationId: reservationIds,
      releasedAt: instants,
    }),
  }),
  fc.record({
    type: fc.constant('ExpireReservations' as const),
    data: fc.record({ peerWorkerId: fc.constant(peerWorkerId), expiredAt: instants }),
  }),
)
const otherCommands: fc.Arbitrary<CaseloadCommand> = fc.oneof(
  fc.record({
    type: fc.constant('SetCaseloadLimit' as const),
    data: fc.record({
      peerWorkerId: fc.constant(peerWorkerId),
      limit: fc.integer({ min: -1, max: 8 }),
      sourceRevision: revisions,
      setAt: instants,
    }),
  }),
  fc.record({
    type: fc.constant('DeclareAvailability' as const),
    data: fc.record({
      peerWorkerId: fc.constant(peerWorkerId),
      canTakeMore: fc.option(fc.integer({ min: -1, max: 3 }), { nil: undefined }),
      needsLessUntil: fc.option(instants, { nil: undefined }),
      sourceRevision: revisions,
      declaredAt: instants,
    }),
  }),
)

function carryOut(command: CaseloadCommand, state: Caseload): Caseload {
  const decision = caseloadDecider.decide(command, state)
  return decision.ok ? decision.events.reduce(caseloadDecider.evolve, state) : state
}

function heldIn({ places }: Caseload): number {
  return [...places.values()].reduce((sum, { weight }) => sum + weight, 0)
}

describe('a caseload', () => {
  it('never exceeds its limit, whatever the order of reserve, confirm, release and expire', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 }), fc.array(placeCommands), (limit, commands) => {
        let state = fold(caseloadDecider, [
          {
            type: 'CaseloadLimitSet',
            data: { peerWorkerId, limit, sourceRevision: 1, setAt: instantOf(0) },
          },
        ])
        for (const command of commands) {
          state = carryOut(command, state)
          assert.ok(state.taken <= limit)
          assert.equal(state.taken, heldIn(state))
        }
      }),
      { numRuns: 10_000 },
    )
  })

  it('decides every command in every reachable state, and the same command twice is once', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(placeCommands, otherCommands)), (commands) => {
        let state = caseloadDecider.initialState
        for (const command of commands) {
          state = carryOut(command, state)
          const again = caseloadDecider.decide(command, state)
          assert.ok(!again.ok || again.events.length === 0)
        }
      }),
      { numRuns: 5_000 },
    )
  })

  it('lets nobody in above a limit that was lowered', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(placeCommands, otherCommands)), (commands) => {
        let state = caseloadDecider.initialState
        for (const command of commands) {
          const before = state.taken
          state = carryOut(command, state)
          if (state.taken > before) assert.ok(state.taken <= (state.limit ?? 0))
        }
      }),
    )
  })
})
