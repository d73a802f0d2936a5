import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { journey } from '@careloom/e2e'
import { callAs } from '@careloom/e2e/cluster'
import { searchDump, standsIn } from '@careloom/testing/engines'
import { callers } from '../../../proto/src/callers.ts'
import { PeopleServiceDefinition } from '../../../proto/src/people.ts'
import type { ClusterReport } from '../cluster/parts.ts'
import { atRest } from './rest.ts'
import { patient, serviceRequest } from './sent.ts'
import { topicDump } from './topics.ts'
import { replicasOf, type World } from './world.ts'

const patienceMs = 120_000

/** Somebody is erased after their journey: nothing that they or others said of them can be read anywhere. */
export async function erasedPerson(world: World): Promise<ClusterReport> {
  const { house } = world
  const mark = randomUUID().replaceAll('-', '')
  const words = [`Quillfeather${mark.slice(0, 8)}`, `mrn${mark.slice(8, 24)}`]
  const [family = '', number = ''] = words
  const request = { ...serviceRequest('', randomUUID()), patientInstruction: words[0] }
  const { personId } = await journey(house.url, {
    patient: patient(number, family),
    serviceRequest: request,
    patienceMs,
  })
  await erase(world, personId)
  const other = [...(await atRest(world))]
  other.push(...(await found(world, words)))
  const part = 'a person erased'
  return { part, faults: 1, acknowledged: 1, lost: 0, twice: 0, holes: 0, other }
}

/** As whoever runs the house does. */
async function erase(world: World, personId: string): Promise<void> {
  const [people] = replicasOf(world, 'people')
  const gateway = { folder: world.house.folder, name: 'gateway', callers }
  const address = `dns:127.0.0.1:${people?.ports.grpc}`
  const { client, close } = callAs(gateway, PeopleServiceDefinition, address)
  const metadata = { actor: 'privacy-officer', causationId: randomUUID() }
  await client.erasePerson({ personId }, { metadata, timeoutMs: patienceMs }).finally(close)
}

/** Where the words stand: in the database, in the topics, in the files of the house. */
async function found(world: World, words: readonly string[]): Promise<readonly string[]> {
  const dump = await searchDump(world.connection, words)
  const places = [...dump.found]
  for (const [topic, messages] of await topicDump(world))
    for (const { key, headers, value } of messages) {
      const bytes = Buffer.concat([Buffer.from(key + JSON.stringify(headers)), value])
      for (const word of words) if (standsIn(word, bytes)) places.push(`${topic}: ${word}`)
    }
  for (const file of filesIn(world.house.folder))
    for (const word of words)
      if (standsIn(word, readFileSync(file))) places.push(`${file}: ${word}`)
  return places
}

/** What the sandbox's provider of identities keeps is not the product's. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith('identity'))
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
}
