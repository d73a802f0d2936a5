import { setTimeout } from 'node:timers/promises'
import type { KafkaClient, Reading, StoredMessage, Take } from './client.ts'

export type Tail = { close(): Promise<void> }

export type TailOptions = {
  /** How long it waits before it reads again what it could not; milliseconds. */
  readonly againMs: number
  readonly onError: (error: unknown) => void
}

/** Reads from an offset on, and begins again behind what was handed out whenever the reading ends. */
export function readOn(
  client: KafkaClient,
  topic: string,
  from: bigint,
  take: Take,
  { againMs, onError }: TailOptions,
): Tail {
  let next = from
  let reading: Reading | undefined
  const closing = new AbortController()
  const running = run()

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        reading = await client.read({ topic, partition: 0, offset: next }, handOut)
        if (closing.signal.aborted) break
        await reading.ended
      } catch (error) {
        onError(error)
      }
      if (closing.signal.aborted) break
      void reading?.close().catch(onError)
      await pause(againMs, closing.signal)
    }
    await reading?.close().catch(onError)
  }

  async function handOut(messages: readonly StoredMessage[]): Promise<void> {
    const news = messages.filter(({ offset }) => offset >= next)
    const last = news.at(-1)
    if (last === undefined || closing.signal.aborted) return
    await take(news)
    next = last.offset + 1n
  }

  return {
    async close() {
      closing.abort()
      await reading?.close().catch(onError)
      await running
    },
  }
}

/** Ends early when whoever waits is closed. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return setTimeout(ms, undefined, { signal }).catch(() => undefined)
}
