import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { describe, it } from '@jest/globals'
import { instantOf, readUnlessErased, type AnyEvent } from '@careloom/event-sourcing'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import {
  inSteps,
  Mortal,
  openScratchLog,
  uuid,
  type ScratchLog,
  type Step,
} from '@careloom/testing'
import { parseOrganizationId, parsePersonId } from '../domain/ids.ts'
import { defaultPreferences, type PersonIdentifier } from '../domain/person-details.ts'
import type { PersonCommand, PersonEvent } from '../domain/person.ts'
import { peopleCommands } from './commands.ts'
import type { Register } from './registration.ts'

const organizationId = parseOrganizationId(uuid(900))
const at = instantOf(Date.parse('2026-03-02T09:00:00.000Z'))
const person = (n: number) => parsePersonId(uuid(n))
const identifier = (value: string): PersonIdentifier => ({
  system: `urn:${value}`,
  value,
  organizationId,
})
const detailsOf = (family: string) => ({
  names: [{ use: 'usual' as const, family, given: ['Dana'] }],
})
const register = (n: number, ...values: readonly string[]): Register => ({
  type: 'RegisterPerson',
  data: {
    personId: person(n),
    organizationId,
    details: detailsOf(`Family ${n}`),
    identifiers: values.map(identifier),
    preferences: defaultPreferences,
    registeredAt: at,
  },
})
const unlink = (n: number, value: string): PersonCommand => ({
  type: 'UnlinkIdentifier',
  data: { personId: person(n), identifier: identifier(value), unlinkedAt: at },
})
const link = (n: number, value: string): PersonCommand => ({
  type: 'LinkIdentifier',
  data: { personId: person(n), identifier: identifier(value), linkedAt: at },
})
let causes = 0
const because = (causationId = `c${++causes}`) => ({ actor: 'ines', causationId })
const atOnce: Step = (work) => work()

type World = ScratchLog<AnyEvent>
type Life = ReturnType<typeof lifeOver>

/** A life of the service over a log, step by step; `patience` is what it has with others. */
function lifeOver(log: World, step: Step = atOnce, patience = async () => false) {
  const people = inSteps(log.store.of<PersonEvent>(), step)
  const keyring: typeof log.keyring = Object.create(log.keyring, {
    erase: { value: (subject: string) => step(() => log.keyring.erase(subject)) },
  })
  return peopleCommands({
    people,
    consents: log.store.of(),
    erasures: inSteps(log.store.of(), step),
    claimStore: inSteps(log.store.of(), step),
    lapses: inSteps(log.store.of(), step),
    keyring,
    clock: () => at,
    hashed: (_kind, key) => key.replaceAll(/\W/g, '-'),
    patience,
  })
}

/** Each identifier is the one's who has it by their own stream, as far as these people go, or nobody's. */
async function lawful(log: World, values: readonly string[], people: readonly number[]) {
  const { holderOf } = lifeOver(log)
  for (const value of values) {
    const has = await Promise.all(people.map(async (n) => (await bears(log, n)).includes(value)))
    const owners = people.filter((_n, i) => has[i])
    assert.ok(owners.length <= 1, `${value} is ${owners.join(' and ')}'s`)
    const [owner] = owners
    assert.equal(await holderOf(identifier(value)), owner === undefined ? undefined : person(owner))
  }
}

async function bears(log: World, n: number): Promise<readonly string[]> {
  const history = (await readUnlessErased(log.store.of<PersonEvent>(), `person-${person(n)}`)) ?? []
  return history.reduce<readonly string[]>((known, event) => {
    if (event.type === 'PersonRegistered') return event.data.identifiers.map(({ value }) => value)
    if (event.type === 'IdentifierLinked') return [...known, event.data.identifier.value]
    if (event.type !== 'IdentifierUnlinked') return known
    return known.filter((each) => each !== event.data.identifier.value)
  }, [])
}

/** Whom a registration was answered with, and whether it made them. */
async function answerTo(registering: ReturnType<Life['register']>) {
  const outcome = await registering
  return outcome.ok ? [outcome.personId, outcome.created] : outcome.refusal.reason
}

/** Somebody begins something and dies at the nth step, for every n; then `after` is told what of it others see. */
async function dyingAtEveryStep(
  begin: (life: Life, n: number) => Promise<unknown>,
  t: TestContext,
  prepare: (life: Life, n: number) => Promise<unknown>,
  after: (life: Life, n: number, log: World) => Promise<void>,
): Promise<void> {
  const log = await openScratchLog<AnyEvent>(t)
  for (let step = 1; ; step++) {
    const n = step * 10
    await prepare(lifeOver(log), n)
    const mortal = new Mortal(step)
    await mortal.outcomeOf(begin(lifeOver(log, mortal.step), n))
    await after(lifeOver(log), n, log)
    if (!mortal.dead) return assert.ok(step > 6, `${step} steps to die at`)
  }
}
const nothing = async () => undefined
const values = (n: number, ...letters: readonly string[]) => letters.map((each) => `${each}${n}`)

describe('identifiers', () => {
  it(
    'of two registrations at once make one person, as whoever is told that they made them sent it',
    withContext(async (t) => {
      const log = await openScratchLog<AnyEvent>(t)
      for (let n = 10; n < 500; n += 10) {
        const more = Array.from({ length: n % 13 }, (_, i) => `more-${n}-${i}`)
        const life = lifeOver(log, atOnce, () => setImmediate(true))
        const answers = await Promise.all([
          answerTo(life.register(register(n, `s${n}`, ...more), because())),
          answerTo(life.register(register(n + 1, `s${n}`), because())),
        ])
        const makers = [n, n + 1].filter((_each, i) => answers[i]?.[1] === true)
        assert.equal(makers.length, 1)
        const [maker = 0] = makers
        assert.ok(answers.every((answer) => answer[0] === person(maker)))
        const [registered] = await log.store.of<PersonEvent>().read(`person-${person(maker)}`)
        assert.ok(registered?.type === 'PersonRegistered')
        assert.equal(registered.data.details.names[0]?.family, `Family ${maker}`)
      }
    }),
  )

  it(
    'of somebody who is slower than all patience are the next one’s, and they are told so',
    withContext(async (t) => {
      const log = await openScratchLog<AnyEvent>(t)
      const [begun, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const { append } = log.store
      log.store.append = async (stream, revision, events, metadata) => {
        if (stream === `person-${person(1)}` && events[0]?.type === 'PersonRegistered') {
          begun.resolve()
          await go.promise
        }
        return append.call(log.store, stream, revision, events, metadata)
      }
      const slow = lifeOver(log)
      const first = answerTo(slow.register(register(1, 'a', 'b'), because()))
      await begun.promise
      const second = await answerTo(lifeOver(log).register(register(2, 'b'), because()))
      go.resolve()
      assert.deepEqual(
        [second, await first],
        [
          [person(2), true],
          [person(2), false],
        ],
      )
      await lawful(log, ['a', 'b'], [1, 2])
    }),
  )

  it(
    'of a registration that died at any step are all its person’s, or free',
    withContext((t) =>
      dyingAtEveryStep(
        (life, n) => life.register(register(n, ...values(n, 'a', 'b', 'c')), because(`r${n}`)),
        t,
        nothing,
        async (life, n, log) => {
          const [owner] = await bears(log, n)
          const [b = ''] = values(n, 'b')
          const next = await answerTo(life.register(register(n + 1, b), because()))
          assert.deepEqual(next, owner === undefined ? [person(n + 1), true] : [person(n), false])
          const again = register(n, ...values(n, 'a', 'b', 'c'))
          assert.deepEqual(
            await answerTo(life.register(again, because(`r${n}`))),
            owner === undefined ? [person(n + 1), false] : [person(n), true],
          )
          await lawful(log, values(n, 'a', 'b', 'c'), [n, n + 1])
        },
      ),
    ),
  )

  it(
    'that were unlinked are free, and those that were linked are theirs, at whichever step it died',
    withContext((t) =>
      dyingAtEveryStep(
        async (life, n) => {
          const [a = '', b = ''] = values(n, 'a', 'b')
          await life.person(unlink(n, a), because())
          await life.person(link(n, b), because())
          await life.person(unlink(n, b), because())
          await life.person(link(n, a), because())
        },
        t,
        (life, n) => life.register(register(n, ...values(n, 'a')), because()),
        async (life, n, log) => {
          for (const [i, value] of values(n, 'a', 'b').entries()) {
            const isTheirs = (await bears(log, n)).includes(value)
            const other = n + 1 + i
            assert.deepEqual(
              await answerTo(life.register(register(other, value), because())),
              isTheirs ? [person(n), false] : [person(other), true],
            )
          }
          await lawful(log, values(n, 'a', 'b'), [n, n + 1, n + 2])
        },
      ),
    ),
  )

  it(
    'of the erased are free, at whichever step it died, once it is carried out',
    withContext((t) =>
      dyingAtEveryStep(
        (life, n) => life.erase(person(n), because(`e${n}`)),
        t,
        (life, n) => life.register(register(n, ...values(n, 'a', 'b')), because()),
        async (life, n, log) => {
          const all = values(n, 'a', 'b')
          await answerTo(life.register(register(n + 1, ...all), because()))
          await lawful(log, all, [n, n + 1])
          assert.equal((await life.erase(person(n), because())).ok, true)
          const [, b = ''] = all
          await answerTo(life.register(register(n + 2, b), because()))
          assert.notEqual(await life.holderOf(identifier(b)), undefined)
          await lawful(log, all, [n, n + 1, n + 2])
        },
      ),
    ),
  )

  it(
    'are free when their person is erased at any step of being registered, linked and unlinked',
    withContext(async (t) => {
      const log = await openScratchLog<AnyEvent>(t)
      for (let at = 1, came = true; came; at++) {
        const n = at * 10
        const [a = '', b = ''] = values(n, 'a', 'b')
        let steps = 0
        const life = lifeOver(log, async (work) => {
          if (++steps === at) await lifeOver(log).erase(person(n), because())
          return work()
        })
        await life.register(register(n, a), because())
        await life.person(link(n, b), because())
        await life.person(unlink(n, a), because())
        came = steps >= at
        await lawful(log, [a, b], [n])
        await lifeOver(log).erase(person(n), because())
        const next = await answerTo(lifeOver(log).register(register(n + 1, b, a), because()))
        assert.deepEqual(next, [person(n + 1), true])
      }
    }),
  )
})
