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
      },
    ],
  },
}

export const empty: { listConnections: RouteResponse<'listConnections'> } = {
  listConnections: { connections: [] },
}
