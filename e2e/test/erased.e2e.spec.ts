import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { clientToken, signIn, type Product } from '@careloom/e2e'
import { InvalidInput, type AnyEvent, type Projection } from '@careloom/event-sourcing'
import { livedThrough } from '@careloom/e2e/stories'
import type { RunningProjection } from '@careloom/event-sourcing/sqlite'
import type { Sources } from '@careloom/hosting'
import { EmbeddedHost } from '@careloom/hosting/embedded'
import { PeopleServiceDefinition } from '@careloom/proto/people'

type Definition = Parameters<EmbeddedHost['client']>[0]
type Method = (request: unknown, call: unknown) => Promise<unknown>
type Asked = { readonly definition: Definition; readonly method: string; readonly request: unknown }

/** Different requests of one method that are kept. */
const keptPerMethod = 6

const now = new Date().toISOString()
const named = /"(\w+Id)":"([^"]+)"/g

/** What a request that is made here says, besides ids, so that it is understood. */
const understood: Readonly<Record<string, unknown>> = {
  reopenedBy: 'person',
  declinedBy: 'person',
  changedBy: 'person',
  cancelledBy: 'person',
  madeAt: now,
  startsAt: now,
  minutes: 30,
  modality: 'in-person',
}

/** A host that remembers what its services were asked for, and which read models they have. */
class RememberingHost extends EmbeddedHost {
  readonly asked = new Map<string, Asked[]>()
  private readonly models = new Map<string, Pick<RunningProjection<unknown>, 'dump'>>()
  private readonly made = new Map<string, () => Asked>()
  /** Ids that were named, by the name of their field. */
  private readonly ids = new Map<string, string>()

  override project<E extends AnyEvent, Row>(
    service: string,
    projection: Projection<E, Row>,
    sources: Sources,
  ): RunningProjection<Row> {
    const model = super.project(service, projection, sources)
    this.models.set(`${service}/${projection.name}`, model)
    return model
  }

  /** The rows of every read model, as they are kept. */
  rows(): ReadonlyMap<string, ReadonlyMap<string, string>> {
    return new Map([...this.models].map(([name, model]) => [name, new Map(model.dump())]))
  }

  override serve(definition: Definition, handlers: never): void {
    const each = Object.entries<Method>(handlers).map(([method, handler]) => {
      const kept: Asked[] = []
      const name = `${definition.name}/${method}`
      this.asked.set(name, kept)
      this.made.set(name, () => this.make(definition, method))
      const listening: Method = async (request, call) => {
        const isNew = !kept.some((one) => JSON.stringify(one.request) === JSON.stringify(request))
        if (isNew && kept.length < keptPerMethod) kept.push({ definition, method, request })
        const answer = await handler(request, call)
        this.hear(request)
        this.hear(answer)
        return answer
      }
      return [method, listening]
    })
    super.serve(definition, Object.fromEntries(each) as never)
  }

  /** What each method was asked for; where that is nothing, something about the ids that were named elsewhere. */
  everythingAsked(): readonly (readonly [name: string, Asked])[] {
    return [...this.asked].flatMap(([name, kept]) =>
      (kept.length > 0 ? [...kept] : [this.made.get(name)?.()]).flatMap(
        (asked): readonly (readonly [string, Asked])[] =>
          asked === undefined ? [] : [[name, asked]],
      ),
    )
  }

  private make(definition: Definition, method: string): Asked {
    const empty = definition.methods[method]?.requestType.decode(new Uint8Array())
    const fields = Object.entries(Object(empty)).map(([field, value]) => [
      field,
      this.ids.get(field) ?? understood[field] ?? (value === '' ? 'other' : value),
    ])
    return { definition, method, request: Object.fromEntries(fields) }
  }

  private hear(value: unknown): void {
    for (const [, field = '', id = ''] of JSON.stringify(value ?? {}).matchAll(named))
      if (!this.ids.has(field)) this.ids.set(field, id)
  }
}
type Sent = {
  readonly address: string
  readonly init: RequestInit
  readonly user: string
}

/** Who a token is of: the name that they sign in with, or that of a system; undefined when it is none of the provider's. */
function userOf(bearer: string): string | undefined {
  const payload = Buffer.from(bearer.split('.')[1] ?? '', 'base64url').toString()
  if (!payload.startsWith('{')) return undefined
  return (JSON.parse(payload) as { preferred_username?: string }).preferred_username
}

/** Remembers what is sent to the doors of the product, until it is told to stop. */
function overhear(sent: Map<string, Sent>): () => void {
  const original = globalThis.fetch
  globalThis.fetch = async (input, init = {}) => {
    const address = input instanceof Request ? input.url : String(input)
    const bearer = /^Bearer (.+)$/.exec(new Headers(init.headers).get('authorization') ?? '')?.[1]
    const user = bearer === undefined ? undefined : userOf(bearer)
    const { pathname } = new URL(address)
    if (user !== undefined && /^\/(api|fhir)\//.test(pathname) && !pathname.endsWith('/events'))
      sent.set(`${init.method ?? 'GET'} ${address} ${String(init.body ?? '')}`, {
        address,
        init,
        user,
      })
    return original(input, init)
  }
  return () => (globalThis.fetch = original)
}

const personsIn = (value: unknown): string[] =>
  [...JSON.stringify(value ?? {}).matchAll(/"personId":"([^"]+)"/g)].map(([, id]) => id ?? '')

describe('what is asked about people who were erased', () => {
  let product: Product
  let host: RememberingHost
  const sent = new Map<string, Sent>()
  const call = () => ({ metadata: { actor: 'somebody', causationId: randomUUID() } })
  beforeAll(async () => {
    const stop = overhear(sent)
    const lived = await livedThrough({
      openHost: (options) => (host = new RememberingHost(options)),
    })
    product = lived.product
    stop()
    const people = host.client(PeopleServiceDefinition)
    const everybody = new Set(
      [...host.asked.values()].flat().flatMap(({ request }) => personsIn(request)),
    )
    assert.ok(everybody.size >= 5, `${everybody.size} people`)
    for (const personId of everybody) await people.erasePerson({ personId }, call()).catch(() => 0)
    await host.settled()
  })
  afterAll(() => product.close())

  it('is found in no read model that would not have it if it were built anew', async () => {
    const lived = host.rows()
    await host.rebuild()
    await host.settled()
    const rebuilt = host.rows()
    const unlike = [...lived].filter(([name, rows]) => !isDeepStrictEqual(rows, rebuilt.get(name)))
    assert.deepEqual(new Map(unlike), new Map())
  })

  it('is answered by every method of every service, and is no failure', async () => {
    const failures: string[] = []
    const misunderstood = new Set<string>()
    const door = host.as('gateway')
    for (const [name, { definition, method, request }] of host.everythingAsked()) {
      const client = door.client(definition) as Readonly<Record<string, Method>>
      const answer = await client[method]?.(request, call()).catch((error: unknown) => error)
      if (answer instanceof InvalidInput) misunderstood.add(name)
      else if (answer instanceof Error && answer.name !== 'Refused')
        failures.push(`${name}: ${answer.message}`)
    }
    assert.deepEqual(failures, [])
    // What is not about people was not understood; everything else looked for them.
    assert.deepEqual(
      [...misunderstood].filter((name) => !name.startsWith('Workforce')),
      [],
    )
  })

  it('is answered by every door that was used, and is no failure', async () => {
    const tokens = new Map<string, string>()
    const failures: string[] = []
    const seen = new Set<number>()
    assert.ok(sent.size > 60, `${sent.size} requests`)
    for (const [what, { address, init, user }] of sent) {
      const fresh = () =>
        user.startsWith('service-account') ? clientToken(product.url) : signIn(product.url, user)
      const bearer = tokens.get(user) ?? (await fresh())
      tokens.set(user, bearer)
      const headers = new Headers(init.headers)
      headers.set('authorization', `Bearer ${bearer}`)
      if (headers.has('idempotency-key')) headers.set('idempotency-key', randomUUID())
      const { status } = await fetch(address, { ...init, headers })
      seen.add(status)
      if (status >= 500 || status === 401) failures.push(`${status} ${what.slice(0, 200)}`)
    }
    assert.deepEqual(failures, [])
    assert.ok(seen.has(200) && seen.has(404), [...seen].join())
    assert.deepEqual(
      product.lines.filter((line) => line.includes('"level":"error"')),
      [],
    )
  })
})
