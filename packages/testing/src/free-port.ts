import { createServer } from 'node:net'

/** Below those that a system gives to whoever asks for any: nothing else of this machine takes one of them by chance. */
const [from, to] = [15_000, 32_000]
const given = new Set<number>()

/** A port of this machine that is free, and that nobody gets who asks for any: what listens on it may end and begin again there. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = from + Math.floor(Math.random() * (to - from))
    if (given.has(port) || !(await isFree(port))) continue
    given.add(port)
    return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
