import { z } from 'zod'
import { role } from './roles.ts'
import { route } from './route.ts'
import { changed } from './topics.ts'
import { id, instant, language, text } from './values.ts'

/** What a SMART launch said: the patient of the chart, and whether the EHR wants us to draw its patient banner. */
export const launchContext = z
  .object({
    patient: z.object({
      personId: id.optional(),
      fhirId: text(64),
      display: text(120),
    }),
    needPatientBanner: z.boolean(),
    ehrName: text(120),
  })
  .meta({ id: 'LaunchContext' })
export type LaunchContext = z.infer<typeof launchContext>

export const me = z
  .object({
    name: text(120),
    roles: z.array(role).max(9),
    organization: z.object({ id, name: text(120) }).optional(),
    personId: id.optional(),
    peerWorkerId: id.optional(),
    language: language.optional(),
    launch: launchContext.optional(),
  })
  .meta({ id: 'Me' })
export type Me = z.infer<typeof me>

export const sessionRoutes = {
  getMe: route({
    method: 'GET',
    path: '/api/me',
    roles: 'signed-in',
    summary: 'Who is signed in, in which roles, and what the EHR launched with',
    response: me,
    status: 200,
    topics: ['me'],
  }),
  exchangeHandoff: route({
    method: 'POST',
    path: '/api/session/handoff',
    roles: 'public',
    summary:
      'Exchange the one-time code of a SMART launch for an access token. A code works once and for one minute.',
    body: z.object({ code: text(200) }),
    response: z.object({ token: text(8000), expiresAt: instant }),
    status: 200,
  }),
  watchEvents: route({
    method: 'GET',
    path: '/api/events',
    roles: 'signed-in',
    summary: 'Server-sent events naming what may have changed for the reader',
    response: changed,
    status: 200,
    stream: true,
  }),
}
