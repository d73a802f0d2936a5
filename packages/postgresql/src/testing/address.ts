import { connect, createServer, type Socket } from 'node:net'
import { freePort } from '@careloom/testing/free-port'
import type { TestContext } from '@careloom/testing/with-context'

/** One address for whoever is the primary: what a house has before its database. */
export async function addressBefore(t: TestContext, first: string) {
  let to = new URL(first)
  const open = new Set<Socket>()
  const server = createServer((from) => {
    const onward = connect(Number(to.port), to.hostname)
    for (const [one, other] of [
      [from, onward],
      [onward, from],
    ] as const) {
      open.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => (open.delete(one), other.destroy()))
    }
  })
  const port = await freePort()
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  t.after(() => {
    server.close()
    for (const each of open) each.destroy()
  })
  const own = new URL(first)
  own.port = String(port)
  return {
    url: own.href,
    /** From now on everybody is led there; who is connected has to connect again. */
    leadTo(url: string): void {
      to = new URL(url)
      for (const each of open) each.destroy()
    },
  }
}
