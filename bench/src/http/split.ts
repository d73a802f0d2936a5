import { createPrivateKey } from 'node:crypto'
import { EmbeddedHost } from '@careloom/hosting/embedded'
import { PeopleServiceDefinition } from '@careloom/proto/people'
import type { Client } from '@careloom/rpc'
import { grpcClient } from '@careloom/rpc/grpc'
import { startPeople } from '@careloom/service-people'
import { callers } from './callers.ts'
import { runClients } from '../clients.ts'
import type { Figure, Metric } from '../metric.ts'
import { serve, warmUpSeconds } from './load.ts'

const askers = 32
const organizationId = '0190a000-0000-7000-8000-000000000001'
const idOf = (client: number, n: number) =>
  `0190a000-0000-7000-8${String(client).padStart(3, '0')}-${String(n).padStart(12, '0')}`

/** People registered a second: a whole command with its durable append, by 32 callers. */
async function registered(
  people: Client<PeopleServiceDefinition>,
  seconds: number,
): Promise<Figure> {
  const round = (run: number, lasts: number) =>
    runClients(askers, lasts, (client, n) => {
      const personId = idOf(client, run * 1_000_000 + n)
      const details = { givenName: 'Robin', familyName: 'Reyes', interpreterNeeded: false }
      const request = { personId, organizationId, details, identifiers: [] }
      const metadata = { actor: 'system:bench', causationId: `bench:${personId}` }
      return people.registerPerson(request, { metadata })
    })
  await round(1, warmUpSeconds)
  const { perSecond, p50Ms, p99Ms } = await round(2, seconds)
  return { value: perSecond, p50Ms, p99Ms }
}

export const split: Metric = {
  name: 'split',
  number: 'P12',
  what: 'people registered by 32 callers: over gRPC by a service in a process of its own; against the same in one process',
  unit: 'commands/s',
  systems: {
    async careloom({ folder, seconds }) {
      const server = await serve('people', folder)
      const { client, close } = grpcClient(PeopleServiceDefinition, server.url, {
        name: 'bench',
        key: createPrivateKey(server.token),
        callers,
      })
      try {
        return await registered(client, seconds)
      } finally {
        close()
        await server.stop()
      }
    },
    async 'one process'({ folder, seconds }) {
      const host = new EmbeddedHost({ dataDir: folder })
      await startPeople(host)
      try {
        return await registered(host.client(PeopleServiceDefinition), seconds)
      } finally {
        await host.close()
      }
    },
  },
  goals: [{ against: 'one process', factor: 0.5 }],
}
