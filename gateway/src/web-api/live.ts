import type { Request, Response } from 'express'
import type { Actor } from '@careloom/access'
import { Follower, type AnyEvent, type Feed, type ReceivedEvent } from '@careloom/event-sourcing'
import type { Topic } from '@careloom/web-api'
import { HttpProblem } from '../http/problem.ts'
import { LiveStream } from './live-stream.ts'

type Listener = { readonly actor: Actor; readonly stream: LiveStream }
type Data = Readonly<Record<string, unknown>>

/** As many windows as anybody looks at. */
const mostPerActor = 20
const pageSize = 500

/**
 * Live updates: follows every topic from now on and tells each listener which of their pages may have changed. Carries
 * no content; whoever is told asks again, and access is decided then.
 */
export function liveUpdates(feeds: readonly Feed<ReceivedEvent<AnyEvent>>[], nowMs: () => number) {
  const listeners = new Set<Listener>()
  let isClosed = false
  const anybody = () => listeners.size > 0
  const stops = feeds.map((feed) =>
    tail(feed, anybody, (event) => {
      for (const { actor, stream } of listeners) stream.tell(topicsFor(actor, event))
    }),
  )

  return {
    /**
     * Answers a request with server-sent events until it is closed, at most until the token is over: whoever has a new one
     * asks again. @throws HttpProblem 429 for one stream too many of one actor
     */
    watch(request: Request, response: Response, actor: Actor, until: number): void {
      if ([...listeners].filter((each) => each.actor.id === actor.id).length >= mostPerActor)
        throw new HttpProblem(429, 'rate-limited', { retryAfterSeconds: 60 })
      response.status(200).set({
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no',
      })
      if (isClosed) return void response.end()
      const listener = { actor, stream: new LiveStream(response, until - nowMs()) }
      listeners.add(listener)
      request.on('close', () => {
        listener.stream.stop()
        listeners.delete(listener)
      })
    },
    /** Whoever listens is let go: they ask again, and find whoever answers then. */
    close(): void {
      isClosed = true
      for (const stop of stops) stop()
      for (const { stream } of listeners) stream.end()
      listeners.clear()
    },
  }
}

export type LiveUpdates = ReturnType<typeof liveUpdates>

/** Follows a feed from its present end; what happens while nobody listens is not news, and not read. */
function tail(
  feed: Feed<ReceivedEvent<AnyEvent>>,
  anybody: () => boolean,
  tell: (event: ReceivedEvent<AnyEvent>) => void,
): () => void {
  let after = feed.known()
  const pump = async () => {
    if (!anybody()) {
      after = feed.known()
      return
    }
    for (;;) {
      const page = await feed.readAll(after, pageSize)
      if (page.through === after) return
      after = page.through
      for (const event of page.events) tell(event)
    }
  }
  // A damaged record stops the live updates of one feed, never a request.
  const follower = new Follower(pump, () => undefined)
  const stop = feed.onAppended(() => follower.wake())
  return () => {
    stop()
    follower.halt()
  }
}

const people: readonly Topic[] = [
  'person-home',
  'person-choices',
  'person-consents',
  'person-measures',
]

function topicsFor(actor: Actor, event: ReceivedEvent<AnyEvent>): readonly Topic[] {
  const data: Data =
    typeof event.data === 'object' && event.data !== null ? (event.data as Data) : {}
  const topics: Topic[] = []
  if (actor.personId !== undefined && data['personId'] === actor.personId) topics.push(...people)
  if (
    actor.peerWorkerId !== undefined &&
    (data['peerWorkerId'] === actor.peerWorkerId ||
      list(data['peerWorkerIds']).includes(actor.peerWorkerId))
  )
    topics.push('peer-today', 'peer-offers', 'peer-people')
  else if (actor.roles.has('peer') && data['personId'] !== undefined) topics.push('peer-people')
  if (actor.roles.has('coordinator') || actor.roles.has('supervisor'))
    topics.push('coordinator-queue')
  if (actor.roles.has('clinician')) topics.push('clinician-referrals', 'programs')
  if (actor.roles.has('integrator')) topics.push('integrator-deliveries', 'integrator-connections')
  return topics
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
