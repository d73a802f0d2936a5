import {
  idempotencyKeyHeader,
  routeIds,
  routeOf,
  type Me,
  type ReadRouteId,
} from '@careloom/web-api'
import { empty, full, id as fixtureId, storyTime } from './fixtures.ts'
import type { State } from './stories.ts'

const patternOf = (path: string) => new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`)

function routeAt(method: string, path: string) {
  return routeIds.find((id) => {
    const route = routeOf(id)
    return route.method === method && patternOf(route.path).test(path)
  })
}

/** What was written in this story, for the tests to read. */
export const storyWrites: { id: string; key: string | null; body: string }[] = []

const writes: Readonly<Record<string, object>> = {
  recordEncounter: { encounterId: fixtureId(622) },
  withdrawConsent: { withdrawnAt: storyTime },
  answerChoice: {},
  planOwnMeeting: { meetingId: fixtureId(655) },
  changeOwnMeeting: {},
  cancelOwnMeeting: {},
  planMeeting: { meetingId: fixtureId(655) },
  changeMeeting: {},
  cancelMeeting: {},
  addOwnGoal: { goalId: fixtureId(614) },
  agreeToGoal: {},
  rateGoal: {},
  writeVision: {},
  sendReferral: { referralId: fixtureId(901) },
  sendOffers: { status: 'accepted' },
}

const isRead = (id: string): id is ReadRouteId => Object.hasOwn(full, id)
const never = () => new Promise<Response>(() => undefined)

function problem(status: number, code: string): Response {
  const body = { type: 'about:blank', title: code, status, code, traceId: '4f2a9c1d00000000' }
  return Response.json(body, { status })
}

/** Answers as the API would in a state; every answer has passed its route's own schema. */
export function fakeFetch(state: State, me: Me | null): typeof fetch {
  return async (input, init) => {
    const { pathname } = new URL(String(input), location.origin)
    const id = routeAt(init?.method ?? 'GET', pathname)
    if (id === 'watchEvents') return never()
    if (!navigator.onLine) throw new TypeError('Failed to fetch')
    const written = id === undefined ? undefined : writes[id]
    if (written && state === 'full') {
      const key = new Headers(init?.headers).get(idempotencyKeyHeader)
      storyWrites.push({ id: String(id), key, body: String(init?.body) })
      return Response.json(written)
    }
    if (id === 'getMe' && me) return Response.json(routeOf(id).response.parse(me))
    if (state === 'loading') return never()
    if (state === 'error') return problem(400, 'CL_STORY')
    if (state === 'forbidden') return problem(403, 'not-shared')
    if (!id || !isRead(id)) return problem(404, 'no-such-route')
    const answer = (state === 'empty' ? empty[id] : undefined) ?? full[id]
    return Response.json(routeOf(id).response.parse(answer))
  }
}
