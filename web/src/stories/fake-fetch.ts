import { idempotencyKeyHeader, routeIds, routeOf } from '@careloom/web-api'
import * as byHand from './by-hand.ts'
import { ids, recordings, storyTime } from './recorded.ts'
import type { State, Story } from './stories.ts'

type Answers = Readonly<Record<string, unknown>>
const everyDesk = Object.values(recordings)
const full: Answers = Object.assign({}, byHand.full, ...everyDesk.map((each) => each.full))
const empty: Answers = Object.assign({}, byHand.empty, ...everyDesk.map((each) => each.empty))

const patternOf = (path: string) => new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`)

function routeAt(method: string, path: string) {
  return routeIds.find((id) => {
    const route = routeOf(id)
    return route.method === method && patternOf(route.path).test(path)
  })
}

/** What was written in this story, for the tests to read. */
export const storyWrites: { id: string; key: string | null; body: string }[] = []

const written = '0190b000-0000-7000-8000-000000000999'

const writes: Readonly<Record<string, object>> = {
  recordEncounter: { encounterId: written },
  withdrawConsent: { withdrawnAt: storyTime },
  answerChoice: {},
  planOwnMeeting: { meetingId: written },
  changeOwnMeeting: {},
  cancelOwnMeeting: {},
  planMeeting: { meetingId: written },
  changeMeeting: {},
  cancelMeeting: {},
  addOwnGoal: { goalId: written },
  agreeToGoal: {},
  rateGoal: {},
  writeVision: {},
  sendReferral: { referralId: ids.referral },
  sendOffers: { status: 'accepted' },
  requestInformation: { status: 'information-requested' },
  rejectReferral: { status: 'rejected' },
  requestCancellation: { status: 'cancellation-requested' },
  answerMeasure: { score: 3, min: 0, max: 27, words: null, skipped: 1, showSafety: false },
}

const never = () => new Promise<Response>(() => undefined)

function problem(status: number, code: string): Response {
  const body = { type: 'about:blank', title: code, status, code, traceId: '4f2a9c1d00000000' }
  return Response.json(body, { status })
}

/** Answers as the API would in a state; what the server said once, or what was written by hand. */
export function fakeFetch(state: State, who: Story['who']): typeof fetch {
  const me = who === 'nobody' ? undefined : recordings[who].full.getMe
  return async (input, init) => {
    const { pathname } = new URL(String(input), location.origin)
    const id = routeAt(init?.method ?? 'GET', pathname)
    if (id === 'watchEvents') return never()
    if (!navigator.onLine) throw new TypeError('Failed to fetch')
    const answered = id === undefined ? undefined : writes[id]
    if (answered && state === 'full') {
      const key = new Headers(init?.headers).get(idempotencyKeyHeader)
      storyWrites.push({ id: String(id), key, body: String(init?.body) })
      return Response.json(answered)
    }
    if (id === 'getMe' && me) return Response.json(routeOf(id).response.parse(me))
    if (state === 'loading') return never()
    if (state === 'error') return problem(400, 'CL_STORY')
    if (state === 'forbidden') return problem(403, 'not-shared')
    if (!id || !Object.hasOwn(full, id)) return problem(404, 'no-such-route')
    const answer = (state === 'empty' ? empty[id] : undefined) ?? full[id]
    return Response.json(routeOf(id).response.parse(answer))
  }
}
