import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { clientToken, fhir, type Fhir, type Resource } from '@careloom/e2e'
import { consent, patient, serviceRequest } from './sent.ts'
import type { World } from './world.ts'

type Said = Record<string, unknown> & { resourceType: string }

/** A referral that the house has said it has. */
export type Referral = { readonly person: Resource; readonly referralId: string }

export type Load = {
  readonly acks: readonly Referral[]
  /** What was refused, or not answered however often it was asked for. */
  readonly failed: readonly string[]
  /** Resolves when so many more were acknowledged; answers whether that came about. */
  more(count: number): Promise<boolean>
  /** Offers nothing new; resolves when whatever was offered has its answer. */
  end(): Promise<void>
}

const againMs = 1_000
const mostUnderWay = 12
const tokenMs = 120_000

/** A hospital that offers so many referrals a second, and asks again whatever it is not answered, as it may. */
export function offer({ house, patienceMs }: World, perSecond: number): Load {
  const [acks, failed] = [[] as Referral[], [] as string[]]
  const underWay = new Set<Promise<void>>()
  const client = hospitalAt(house.url)
  let isEnding = false

  async function refer(): Promise<void> {
    try {
      acks.push(await referral(client, patienceMs))
    } catch (error) {
      failed.push(error instanceof Error ? error.message : String(error))
    }
  }
  async function go(): Promise<void> {
    for (let next = performance.now(); !isEnding; next += 1_000 / perSecond) {
      await pause(Math.max(0, next - performance.now()))
      if (underWay.size >= mostUnderWay) continue
      const one = refer().finally(() => underWay.delete(one))
      underWay.add(one)
    }
    await Promise.all(underWay)
  }
  const running = go()
  return {
    acks,
    failed,
    async more(count) {
      const wanted = acks.length + count
      const until = performance.now() + patienceMs
      while (acks.length < wanted && performance.now() < until) await pause(20)
      return acks.length >= wanted
    },
    end() {
      isEnding = true
      return running
    },
  }
}

/** The hospital's backend with a token that is good now. */
export function hospitalAt(base: string): () => Promise<Fhir> {
  let until = 0
  let client: Promise<Fhir> | undefined
  return () => {
    if (client !== undefined && performance.now() < until) return client
    until = performance.now() + tokenMs
    client = clientToken(base).then((token) => fhir(base, token))
    return client
  }
}

/** A person of their own, what they consent to, and a request for them. Each may be said twice. */
async function referral(client: () => Promise<Fhir>, patienceMs: number): Promise<Referral> {
  const [known, given, asked] = [randomUUID(), randomUUID(), randomUUID()]
  const say = (resource: Said, number: string) =>
    untilAnswered(client, resource, number, patienceMs)
  const person = await say(patient(known), known)
  await say(consent(person.id, given), given)
  const { id } = await say(serviceRequest(person.id, asked), asked)
  return { person, referralId: id }
}

/** Creates it unless it is there; whoever is not answered, or told that somebody is away, says it again. @throws Error when refused */
async function untilAnswered(
  client: () => Promise<Fhir>,
  resource: Said,
  number: string,
  patienceMs: number,
): Promise<Resource> {
  const condition = { 'if-none-exist': `identifier=urn:torture|${number}` }
  const until = performance.now() + patienceMs
  for (;;) {
    const answer = await client()
      .then((fhirClient) => fhirClient.create(resource, condition))
      .catch(() => undefined)
    if (answer?.status === 200 || answer?.status === 201) return answer.body
    const isAway = answer === undefined || [502, 503, 504].includes(answer.status)
    if (!isAway || performance.now() > until)
      throw new Error(
        `${resource.resourceType}: ${answer?.status ?? 'no answer'} ${JSON.stringify(answer?.body ?? '')}`,
      )
    await pause(againMs)
  }
}
