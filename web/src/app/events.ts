import { changed, routeIds, routeOf, routes, type Topic } from '@careloom/web-api'
import { useSyncExternalStore } from 'react'
import { withToken } from './api.ts'
import { queryClient } from './query-client.ts'
import { onSession, session } from './session.ts'

/** Whether changes arrive by themselves right now. */
export type Liveness = 'live' | 'connecting'

let liveness: Liveness = 'connecting'
const readers = new Set<() => void>()

function say(next: Liveness): void {
  if (next === liveness) return
  liveness = next
  for (const tell of readers) tell()
}

/** Told when the connection to the server is there again. */
export function onLive(tell: () => void): () => void {
  const look = () => liveness === 'live' && tell()
  readers.add(look)
  return () => readers.delete(look)
}

export function useLiveness(): Liveness {
  return useSyncExternalStore(
    (tell) => {
      readers.add(tell)
      return () => readers.delete(tell)
    },
    () => liveness,
  )
}

/** Asks again for whatever a topic makes stale. */
export function refresh(topics: readonly Topic[]): void {
  const stale = new Set<string>(
    routeIds.filter((id) => routeOf(id).topics?.some((topic) => topics.includes(topic))),
  )
  void queryClient.invalidateQueries({
    predicate: ({ queryKey }) => stale.has(String(queryKey[0])),
  })
}

function readMessage(data: string): void {
  const message = changed.safeParse(JSON.parse(data))
  if (message.success) refresh(message.data.topics)
}

async function readStream(signal: AbortSignal): Promise<void> {
  const response = await withToken(routes.watchEvents.path, {
    headers: { accept: 'text/event-stream' },
    signal,
  })
  if (!response.ok || !response.body) throw new Error(`events answered ${response.status}`)
  // Not with the first load: nothing on screen waits for it.
  const { EventSourceParserStream } = await import('eventsource-parser/stream')
  say('live')
  const reader = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    readMessage(value.data)
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function stayConnected(signal: AbortSignal): Promise<void> {
  for (let tries = 0; !signal.aborted; tries += 1) {
    const began = performance.now()
    await readStream(signal).catch(() => undefined)
    if (signal.aborted) return
    say('connecting')
    if (performance.now() - began > 10_000) tries = 0
    await pause(Math.min(30_000, 500 * 2 ** tries))
    // What happened in between was not told: ask for everything on screen again.
    void queryClient.invalidateQueries()
  }
}

/** Keeps one event stream open for as long as somebody is signed in. */
export function startEvents(): void {
  let stop: AbortController | null = null
  let signedIn = false
  const follow = () => {
    if ((session() !== null) === signedIn) return
    signedIn = session() !== null
    stop?.abort()
    stop = signedIn ? new AbortController() : null
    if (stop) void stayConnected(stop.signal)
  }
  onSession(follow)
  follow()
}
