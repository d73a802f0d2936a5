import { InvalidInput, type Answer, type Ask, type ProcessManager } from '@careloom/event-sourcing'
import { derivedId } from '@careloom/event-sourcing/digest'
import type { MatchingCaseEvent } from '../domain/matching-case-events.ts'
import {
  parseAssignmentId,
  parsePeerOfferId,
  parsePeerWorkerId,
  parseReferralId,
  type AssignmentId,
  type PeerOfferId,
  type PeerWorkerId,
  type ReferralId,
} from '../domain/ids.ts'

/** What every step knows: ids made from the peer's offer, so that a step made twice is the same step. */
export type Step = {
  readonly referralId: ReferralId
  readonly peerOfferId: PeerOfferId
  readonly peerWorkerId: PeerWorkerId
  readonly assignmentId: AssignmentId
  /** 2 when the first reservation lapsed after the referral had been matched. */
  readonly attempt: 1 | 2
  readonly isMatched: boolean
}

export const stepTypes = [
  'ReservePlace',
  'RecordPlaceUnavailable',
  'MatchReferral',
  'ConfirmPlace',
  'StartAssignment',
  'RecordMatch',
  'ReleasePlace',
  'CloseCase',
  'EndAssignment',
  'EndReferral',
] as const
export type StepType = (typeof stepTypes)[number]
type Message = Extract<MatchingCaseEvent, { type: 'PeerOfferAccepted' }>

/**
 * From a peer's yes to an assignment: a place is reserved, the referral matched, the place confirmed, the assignment
 * started, the case closed as matched. The case stream has the last word: when it was closed meanwhile, the assignment
 * that has just started is ended again. The place is confirmed before the start, so that no assignment is without one.
 */
export function startAssignment(): ProcessManager<null, Message> {
  return {
    name: 'start-assignment',
    handles: ['PeerOfferAccepted'],
    processOf: (message) => message.data.peerOfferId,
    keep: ({ data: { referralId, peerOfferId, peerWorkerId } }) => ({
      referralId,
      peerOfferId,
      peerWorkerId,
    }),
    initialState: null,
    evolve: (state) => state,
    onMessage({ data: { referralId, peerOfferId, peerWorkerId } }) {
      const assignmentId = parseAssignmentId(derivedId('assignment', referralId, peerOfferId))
      return [
        ask('ReservePlace', {
          referralId,
          peerOfferId,
          peerWorkerId,
          assignmentId,
          attempt: 1,
          isMatched: false,
        }),
      ]
    },
    onAnswer: (asked, answer) => next(stepTypeOf(asked), stepOf(asked.data), answer),
    // Whoever frees the places of the erased may have looked before this one was taken.
    leftover: (asked, { ok }) =>
      ok && stepTypeOf(asked) === 'ReservePlace' ? [ask('ReleasePlace', stepOf(asked.data))] : [],
  }
}

function next(type: StepType, step: Step, { ok }: Answer): readonly Ask[] {
  switch (type) {
    case 'ReservePlace':
      if (ok) return [ask(step.isMatched ? 'ConfirmPlace' : 'MatchReferral', step)]
      return [ask(step.isMatched ? 'EndReferral' : 'RecordPlaceUnavailable', step)]
    case 'MatchReferral':
      return ok
        ? [ask('ConfirmPlace', { ...step, isMatched: true })]
        : [ask('ReleasePlace', step), ask('CloseCase', step)]
    case 'ConfirmPlace':
      if (ok) return [ask('StartAssignment', step)]
      return [
        step.attempt === 1
          ? ask('ReservePlace', { ...step, attempt: 2 })
          : ask('EndReferral', step),
      ]
    case 'StartAssignment':
      return ok ? [ask('RecordMatch', step)] : [ask('ReleasePlace', step), ask('EndReferral', step)]
    case 'RecordMatch':
      return ok ? [] : [ask('EndAssignment', step)]
    case 'EndReferral':
      return [ask('CloseCase', step)]
    case 'RecordPlaceUnavailable':
    case 'ReleasePlace':
    case 'CloseCase':
    case 'EndAssignment':
      return []
  }
}

function ask(type: StepType, step: Step): Ask {
  return { target: type, type, data: step }
}

function stepTypeOf({ type }: Ask): StepType {
  const known = stepTypes.find((each) => each === type)
  if (known === undefined) throw new TypeError(`start-assignment never asks for ${type}`)
  return known
}

/** @throws InvalidInput unless `data` is what an ask of this process carries */
export function stepOf(data: unknown): Step {
  if (typeof data !== 'object' || data === null) throw new InvalidInput('step', 'must be an object')
  const field = (name: keyof Step): unknown =>
    Object.entries(data).find(([key]) => key === name)?.[1]
  return {
    referralId: parseReferralId(field('referralId')),
    peerOfferId: parsePeerOfferId(field('peerOfferId')),
    peerWorkerId: parsePeerWorkerId(field('peerWorkerId')),
    assignmentId: parseAssignmentId(field('assignmentId')),
    attempt: field('attempt') === 2 ? 2 : 1,
    isMatched: field('isMatched') === true,
  }
}
