import { createSocket } from 'node:dgram'
import type { ChainHead, Witness } from '@careloom/event-sourcing'

/** Facility 13 (log audit), severity 5 (notice). */
const priority = 13 * 8 + 5

/**
 * Tells heads to a syslog server as well (RFC 5424 over UDP, RFC 5426) and leaves the rest to `beside`: a syslog remembers,
 * but cannot be asked. Each head is a line `log=people position=1042 chain=…`, which `npm run verify-log` prints too.
 */
export function syslogWitness(
  server: { readonly host: string; readonly port: number },
  beside: Witness,
  now: () => string,
): Witness {
  const send = (heads: readonly ChainHead[], what: string) =>
    new Promise<void>((resolve, reject) => {
      const socket = createSocket(server.host.includes(':') ? 'udp6' : 'udp4')
      const lines = heads.map(({ log, position, chain }) =>
        Buffer.from(
          `<${priority}>1 ${now()} - careloom - ${what} - log=${log} position=${position} chain=${chain}`,
        ),
      )
      let left = lines.length
      const sent = (error: Error | null) => {
        if (error === null && (left -= 1) > 0) return
        socket.close()
        if (error === null) resolve()
        else reject(error)
      }
      for (const line of lines) socket.send(line, server.port, server.host, sent)
    })
  return {
    told: () => beside.told(),
    async tell(heads) {
      await beside.tell(heads)
      await send(heads, 'head')
    },
    async tellRestored(heads) {
      await beside.tellRestored(heads)
      await send(heads, 'restored')
    },
  }
}
