import { referralTopic, type PublishedReferralEvent } from '@careloom/proto/referrals'
import { toTask, type ReferralFacts } from '../../domain/maps/task.ts'
import type { ResourceOf } from '../../domain/resource.ts'
import {
  code,
  date,
  indexed,
  personBy,
  reference,
  status,
  token,
} from '../../domain/search/parameter.ts'
import { made, type Made } from './module.ts'
import { aboutReferral, goes, requested } from './referral.ts'
import { updateTask } from './task-update.ts'

type Task = ResourceOf<'Task'>
type Steps = Required<Made<'Task', PublishedReferralEvent, ReferralFacts>['on']>

/** Every event makes a version, so that a Task's version is the stream's revision: `If-Match` compares them. */
const on: Steps = {
  ReferralRequested: requested,
  InformationRequested: goes('information-requested'),
  InformationProvided: goes('requested'),
  ReferralAccepted: goes('accepted'),
  ReferralRejected: goes('rejected', ({ reasonCode }) => ({ statusReason: reasonCode })),
  ReferralWaitlisted: goes('waitlisted'),
  ReferralMatched: goes('matched', ({ peerWorkerId }) => ({ peerWorkerId })),
  ReferralStarted: goes('in-progress', ({ careTeamId }) => ({ careTeamId })),
  FirstContactMade: goes(undefined),
  FirstContactOverdue: goes(undefined),
  ReferralEscalated: goes(undefined),
  ReferralDeclined: goes('declined'),
  CancellationRequested: goes('cancellation-requested'),
  ReferralCancelled: goes('cancelled'),
  ReferralCompleted: goes('completed'),
  ReferralEndedUnable: goes('ended-unable', ({ reasonCode }) => ({ statusReason: reasonCode })),
  ReferralExpired: goes('expired'),
  ReferralReopened: goes('requested'),
}

export const task = made<'Task', PublishedReferralEvent, ReferralFacts>({
  type: 'Task',
  class: 'referral',
  profile:
    'http://hl7.org/fhir/us/sdoh-clinicalcare/StructureDefinition/SDOHCC-TaskForReferralManagement',
  topic: referralTopic,
  on,
  about: aboutReferral,
  toFhir: toTask,
  search: [
    ...personBy((r: Task) => r.for, 'patient', 'subject'),
    indexed(status),
    code,
    token('intent', (r: Task) => r.intent),
    indexed(reference('owner', (r: Task) => r.owner)),
    indexed(reference('requester', (r: Task) => r.requester)),
    indexed(reference('focus', (r: Task) => r.focus)),
    indexed(date('authored-on', (r: Task) => r.authoredOn)),
    token('business-status', (r: Task) => r.businessStatus),
  ],
  includes: ['Task:focus', 'Task:patient', 'Task:owner'],
  update: updateTask,
})
