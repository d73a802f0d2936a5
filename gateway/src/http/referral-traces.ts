import { projectionOfSome, type ReceivedEvent } from '@careloom/event-sourcing'
import type { Host } from '@careloom/hosting'
import { assignmentTopic, type PublishedAssignmentEvent } from '@careloom/proto/assignments'
import { referralTopic, type PublishedReferralEvent } from '@careloom/proto/referrals'

type Source = PublishedReferralEvent | PublishedAssignmentEvent

type Trace = { readonly personId: string; readonly traceparent: string }

/** The trace that a referral, and the assignment it leads to, began in: by the id of either. */
export const referralTraces = projectionOfSome<Source, Trace>({
  name: 'referral-traces',
  version: 2,
  key: (data, { type }) => {
    if (type === 'AssignmentStarted' && 'assignmentId' in data) return data.assignmentId
    return 'referralId' in data ? data.referralId : []
  },
  person: ({ personId }) => personId,
  on: { ReferralRequested: begun, AssignmentStarted: begun },
})

/** What began it first is what it began in. */
function begun(
  row: Trace | undefined,
  { personId }: { readonly personId: string },
  { meta: { traceparent } }: ReceivedEvent<Source>,
): Trace | undefined {
  return row ?? (traceparent === undefined ? undefined : { personId, traceparent })
}

const about =
  /^\/(?:api\/[^?]*?|fhir\/(?:Task|ServiceRequest)\/)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/

/** Finds the trace of the referral that an address names: one trace per referral, over all requests that move it. */
export function tracesOfReferrals(
  host: Host,
): (url: string) => Promise<string | undefined> | undefined {
  const traces = host.project('gateway', referralTraces, {
    topics: [referralTopic, assignmentTopic],
  })
  return (url) => {
    const id = about.exec(url)?.[1]
    return id === undefined ? undefined : traces.get(id).then((trace) => trace?.traceparent)
  }
}
