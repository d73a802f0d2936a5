import type { RouteResponse } from '@careloom/web-api'

/** What the walk of `npm run record-stories` does not come by: an event that no consumer takes, a product without hospitals. */
export const full: { listQuarantine: RouteResponse<'listQuarantine'> } = {
  listQuarantine: {
    quarantined: [
      {
        quarantineId: 'fhir-adapter.care-teams:7',
        consumer: 'fhir-adapter.care-teams',
        eventType: 'careloom.assignments.assignment.v1',
        eventId: '0190a000-0000-7000-8000-000000000031',
        subject: '0190a000-0000-7000-8000-000000000501',
        attempts: 5,
        failureCode: 'CL_MALFORMED_EVENT',
        firstFailedAt: '2026-11-24T11:50:00.000Z',
        lastFailedAt: '2026-11-24T12:50:00.000Z',
        isHandled: true,
      },
      {
        quarantineId: 'outcomes.on-episode@12',
        consumer: 'outcomes.on-episode',
        eventType: 'EpisodeStarted',
        eventId: '12',
        subject: '0190a000-0000-7000-8000-000000000502',
        attempts: 5,
        failureCode: 'CL_MALFORMED_EVENT',
        firstFailedAt: '2026-11-23T11:50:00.000Z',
        lastFailedAt: '2026-11-23T11:50:00.000Z',
        isHandled: false,
      },
    ],
    givenUp: [
      {
        quarantineId: 'outcomes.on-episode@9',
        consumer: 'outcomes.on-episode',
        eventType: 'EpisodeStarted',
        eventId: '9',
        subject: '0190a000-0000-7000-8000-000000000502',
        attempts: 5,
        failureCode: 'CL_MALFORMED_EVENT',
        firstFailedAt: '2026-11-22T11:50:00.000Z',
        lastFailedAt: '2026-11-22T11:50:00.000Z',
        reason: 'Episodes are not followed since version 0.1.0.',
        givenUpAt: '2026-11-23T09:15:00.000Z',
      },
    ],
  },
}

export const empty: { listConnections: RouteResponse<'listConnections'> } = {
  listConnections: { connections: [] },
}
