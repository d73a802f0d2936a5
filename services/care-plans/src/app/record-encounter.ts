import {
  refuse,
  type Clock,
  type Metadata,
  type Outcome,
  type Refusal,
  type CallMetadata,
} from '@careloom/event-sourcing'
import type {
  Contact,
  EncounterEvent,
  EncounterRefusal,
  EncounterWords,
} from '../domain/encounter.ts'
import type { AssignmentId, EncounterId, MeetingId } from '../domain/ids.ts'
import type { CarePlanCommands } from './commands.ts'
import type { MeetingQueries } from './meeting-queries.ts'
import type { Consents, Referrals } from './ports.ts'
import type { CarePlanRow } from './projections/care-plan-list.ts'
import type { CarePlanQueries } from './queries.ts'

/** A contact as the peer writes it up; the rest follows from the plan and the clock. */
export type EncounterNote = Contact &
  EncounterWords & {
    readonly encounterId: EncounterId
    readonly assignmentId: AssignmentId
    /** What the person said to the peer; it holds only as far as their consent goes. */
    readonly shareWithEhr: boolean
    /** The planned meeting that it was. */
    readonly meetingId?: MeetingId
  }

export type EncounterOutcome =
  Outcome<EncounterEvent, EncounterRefusal> | { readonly ok: false; readonly refusal: Refusal }

export type RecordEncounter = (
  note: EncounterNote,
  metadata: CallMetadata,
) => Promise<EncounterOutcome>

/**
 * Records a contact on the plan of its assignment. The note may reach the EHR only if the person's consent lets notes
 * reach the referrer at this moment; otherwise it is recorded as not shared.
 */
export function encounterRecorder(need: {
  readonly commands: CarePlanCommands
  readonly queries: CarePlanQueries
  readonly meetings: MeetingQueries
  readonly referrals: Referrals
  readonly consents: Consents
  readonly clock: Clock
}): RecordEncounter {
  async function mayShare(plan: CarePlanRow, metadata: CallMetadata): Promise<boolean> {
    const { personId, organizationId: from, part2 } = plan
    const { organizationId: to } = await need.referrals.referrerOf(plan.referralId, metadata)
    return need.consents.letNotesReach({ personId, from, to, part2, at: need.clock() }, metadata)
  }

  /** A note names no meeting but one of the same two. */
  async function isTheirs({ meetingId, assignmentId }: EncounterNote): Promise<boolean> {
    if (meetingId === undefined) return true
    return (await need.meetings.get(meetingId))?.assignmentId === assignmentId
  }

  return async (note, callMetadata) => {
    const plan = await need.queries.ofAssignment(note.assignmentId)
    if (plan === undefined) return refuse('not-found', 'care-plan-not-open')
    // What took place before the end may still be written up after it.
    if (plan.closedAt !== undefined && note.occurredAt > plan.closedAt)
      return refuse('conflict', 'care-plan-closed')
    if (!(await isTheirs(note))) return refuse('not-found', 'meeting-not-planned')
    const { carePlanId, referralId, personId, peerWorkerId, organizationId, part2 } = plan
    const shareWithEhr = note.shareWithEhr && (await mayShare(plan, callMetadata))
    const about = { carePlanId, referralId, personId, peerWorkerId, organizationId, part2 }
    const metadata: Metadata = { ...callMetadata, person: personId }
    const data = { ...note, ...about, shareWithEhr, recordedAt: need.clock() }
    return need.commands.encounter({ type: 'RecordEncounter', data }, metadata)
  }
}
