import { getContainerRuntimeClient, type StartedTestContainer } from 'testcontainers'

/** An engine in a container, and what can happen to it. Its data stay from one start to the next. */
export type Engine = {
  /** As a machine that loses its power: nothing is finished. */
  kill(): Promise<void>
  /** Stands still and keeps its connections open. */
  pause(): Promise<void>
  unpause(): Promise<void>
  /** As its operator stops it: what it has begun it finishes. */
  stop(): Promise<void>
  /** Again, after it was killed or stopped; resolves when the process runs, not when it serves. */
  start(): Promise<void>
  /** The container and its data are gone. */
  remove(): Promise<void>
}

export async function engineIn(started: StartedTestContainer): Promise<Engine> {
  const { container } = await getContainerRuntimeClient()
  const handle = container.getById(started.getId())
  return {
    kill: async () => void (await handle.kill()),
    pause: async () => void (await handle.pause()),
    unpause: async () => void (await handle.unpause()),
    stop: async () => void (await handle.stop({ t: 30 })),
    start: async () => void (await handle.start()),
    remove: async () => void (await handle.remove({ force: true, v: true })),
  }
}
