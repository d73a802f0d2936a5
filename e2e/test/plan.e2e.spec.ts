import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { ApiProblem } from '@careloom/web-api'
import { AssignmentServiceDefinition } from '@careloom/proto/assignments'
import { journey, session, signIn, startProduct, until, type Product } from '@careloom/e2e'

const hourMs = 3_600_000
const serviceRequest = {
  resourceType: 'ServiceRequest',
  status: 'active',
  intent: 'order',
  code: { coding: [{ system: 'http://snomed.info/sct', code: '461481000124109' }] },
}

describe('the plan of a person and their peer', () => {
  let product: Product
  // Tokens live by the real clock: the product starts four hours behind it, and catches up once.
  let behindMs = 4 * hourMs
  const now = () => Date.now() - behindMs
  const at = (ms: number) => new Date(now() + ms).toISOString()
  const people: { personId: string; assignmentId: string }[] = []

  beforeAll(async () => {
    product = await startProduct({ nowMs: now })
    for (const [given, family] of [
      ['Kim', 'Lee'],
      ['Sam', 'Ortiz'],
    ] as const) {
      const patient = {
        resourceType: 'Patient',
        identifier: [{ system: 'urn:plan', value: given }],
        name: [{ given: [given], family }],
      }
      const { personId } = await journey(product.url, { patient, serviceRequest, nowMs: now })
      const display = `${given} ${family.charAt(0)}.`
      const listed = (await (await peer()).call('listPeerPeople', {})).people
      const found = listed.find(({ personDisplay }) => personDisplay === display)
      people.push({ personId, assignmentId: found?.assignmentId ?? '' })
    }
  })
  afterAll(() => product.close())

  const peer = () => session(product.url, 'peer')
  const kim = () => session(product.url, `person-${people[0]?.personId}`)
  const sam = () => session(product.url, `person-${people[1]?.personId}`)
  const kims = () => ({ assignmentId: people[0]?.assignmentId ?? '' })
  const sams = () => ({ assignmentId: people[1]?.assignmentId ?? '' })
  const problem = (call: Promise<unknown>) =>
    call.then(
      () => 'answered',
      (error: unknown) =>
        error instanceof ApiProblem ? `${error.problem.status} ${error.problem.code}` : 'failed',
    )
  const walk = (ms: number) => ({
    at: at(ms),
    minutes: 45,
    modality: 'in-person' as const,
    location: 'Elm Park, north gate',
  })

  it('holds a vision that only the person writes', async () => {
    assert.equal((await (await peer()).call('getPeerPerson', { params: kims() })).vision, null)
    await (await kim()).call('writeVision', { body: { words: 'A table with people at it.' } })
    assert.equal(
      (await (await kim()).call('getPersonHome', {})).vision,
      'A table with people at it.',
    )
    const page = await (await peer()).call('getPeerPerson', { params: kims() })
    assert.equal(page.vision, 'A table with people at it.')
    assert.equal((await (await sam()).call('getPersonHome', {})).vision, null)
  })

  it('makes a goal of what one proposes and the other agrees to, and lets both rate it', async () => {
    const body = { words: 'Call my sister on Sundays.', domain: 'social' as const }
    const key = randomUUID()
    const [mine, again] = await Promise.all([
      (await kim()).call('addOwnGoal', { body }, key),
      (await kim()).call('addOwnGoal', { body }, key),
    ])
    assert.deepEqual(again, mine)
    const one = { ...kims(), goalId: mine.goalId }
    const rating = { params: one, body: { attainment: 1 } }
    assert.equal(await problem((await peer()).call('rateGoal', rating)), '409 goal-not-agreed')
    await (await peer()).call('agreeGoal', { params: one, body: {} })
    await (await peer()).call('rateGoal', rating)
    await (
      await kim()
    ).call('rateOwnGoal', {
      params: { goalId: mine.goalId },
      body: { attainment: 2 },
    })
    const [goal, ...others] = (await (await kim()).call('getPersonHome', {})).goals
    assert.deepEqual(others, [])
    assert.deepEqual(goal, {
      goalId: mine.goalId,
      ...body,
      status: 'agreed',
      proposedBy: 'person',
      ratings: { person: 2, peer: 1, clinician: null },
    })
  })

  it('says a no to whoever proposed, and to nobody twice', async () => {
    const body = { words: 'Sleep in my own bed.', domain: 'physical' as const }
    const { goalId } = await (await peer()).call('proposeGoal', { params: kims(), body })
    const shown = async () => ({
      person: (await (await kim()).call('getPersonHome', {})).goals,
      peer: (await (await peer()).call('getPeerPerson', { params: kims() })).goals,
    })
    assert.equal((await shown()).person.find((each) => each.goalId === goalId)?.status, 'proposed')
    await (await kim()).call('turnDownGoal', { params: { goalId }, body: {} })
    const { person, peer: peers } = await shown()
    assert.ok(!person.some((each) => each.goalId === goalId))
    assert.equal(peers.find((each) => each.goalId === goalId)?.status, 'declined')
    const taken = await (await peer()).call('proposeGoal', { params: kims(), body })
    await (
      await peer()
    ).call('declineGoal', {
      params: { ...kims(), goalId: taken.goalId },
      body: {},
    })
    assert.ok(!(await shown()).peer.some((each) => each.goalId === taken.goalId))
    // Taken back by the person: the peer has nothing to answer any more.
    const own = await (await kim()).call('addOwnGoal', { body })
    await (await kim()).call('turnDownGoal', { params: { goalId: own.goalId }, body: {} })
    const left = await shown()
    assert.ok(![...left.person, ...left.peer].some((each) => each.goalId === own.goalId))
  })

  it('tells the person of a meeting that the peer planned, and the peer that it was moved', async () => {
    const stream = await listen(await signIn(product.url, `person-${people[0]?.personId}`))
    const key = randomUUID()
    const planned = await (
      await peer()
    ).call('planMeeting', { params: kims(), body: walk(2 * hourMs) }, key)
    await stream.heard('person-home')
    const again = { params: kims(), body: walk(2 * hourMs) }
    assert.deepEqual(await (await peer()).call('planMeeting', again, key), planned)
    const home = await (await kim()).call('getPersonHome', {})
    assert.deepEqual(
      [home.nextMeeting?.meetingId, home.nextMeeting?.location, home.hasMet],
      [planned.meetingId, 'Elm Park, north gate', false],
    )
    const peersStream = await listen(await signIn(product.url, 'peer'))
    const moved = { at: at(3 * hourMs), minutes: 30, modality: 'video' as const }
    await (
      await kim()
    ).call('changeOwnMeeting', {
      params: { meetingId: planned.meetingId },
      body: { ...moved, location: 'Our room: https://meet.example/room' },
    })
    await peersStream.heard('peer-today')
    const [first] = (await (await peer()).call('getPeerToday', {})).meetings
    assert.deepEqual(
      [first?.at, first?.minutes, first?.modality, first?.joinUrl, first?.ordinal],
      [moved.at, 30, 'video', 'https://meet.example/room', 1],
    )
    assert.equal(first?.personDisplay, 'Kim L.')
    const row = (await (await peer()).call('listPeerPeople', {})).people.find(
      ({ assignmentId }) => assignmentId === kims().assignmentId,
    )
    assert.equal(row?.nextMeetingAt, moved.at)
  })

  it('warns the peer of two at one time, and asks the person for another time', async () => {
    const body = walk(3 * hourMs + 600_000)
    assert.equal(
      await problem((await peer()).call('planMeeting', { params: sams(), body })),
      '409 peer-not-free',
    )
    assert.equal(await problem((await sam()).call('planOwnMeeting', { body })), '409 peer-not-free')
    const { meetingId } = await (
      await peer()
    ).call('planMeeting', {
      params: sams(),
      body: { ...body, overlapAccepted: true },
    })
    assert.equal((await (await sam()).call('getPersonHome', {})).nextMeeting?.meetingId, meetingId)
    await (await sam()).call('cancelOwnMeeting', { params: { meetingId }, body: {} })
    assert.equal((await (await sam()).call('getPersonHome', {})).nextMeeting, null)
  })

  it('says in which place a plan cannot be, without repeating it', async () => {
    const plan = { params: kims(), body: walk(-hourMs) }
    assert.equal(await problem((await peer()).call('planMeeting', plan)), '422 meeting-in-the-past')
    const secret = `behind the church ${'x'.repeat(500)}`
    await assert.rejects(
      (await kim()).call('planOwnMeeting', { body: { ...walk(hourMs), location: secret } }),
      (error: ApiProblem) => {
        assert.equal(error.problem.status, 400)
        assert.deepEqual(
          error.problem.errors?.map(({ path }) => path),
          ['body.location'],
        )
        assert.doesNotMatch(JSON.stringify(error.problem), /church/)
        return true
      },
    )
  })

  it('is nothing to anybody else: another person, another peer', async () => {
    const meetingId = (await (await kim()).call('getPersonHome', {})).nextMeeting?.meetingId ?? ''
    const goalId = (await (await kim()).call('getPersonHome', {})).goals[0]?.goalId ?? ''
    const body = walk(5 * hourMs)
    const priya = await session(product.url, 'peer2')
    const [samNow, danaNow] = [await sam(), await session(product.url, 'person')]
    const none = '404 not-found'
    for (const id of [meetingId, randomUUID()]) {
      const own = { params: { meetingId: id } }
      const theirs = { params: { ...kims(), meetingId: id } }
      const foreign = { params: { ...sams(), meetingId: id } }
      assert.equal(await problem(samNow.call('changeOwnMeeting', { ...own, body })), none)
      assert.equal(await problem(samNow.call('cancelOwnMeeting', { ...own, body: {} })), none)
      assert.equal(await problem(danaNow.call('cancelOwnMeeting', { ...own, body: {} })), none)
      assert.equal(await problem(priya.call('changeMeeting', { ...theirs, body })), none)
      assert.equal(await problem(priya.call('cancelMeeting', { ...theirs, body: {} })), none)
      // Nor through another assignment of the same peer.
      const alex = await peer()
      assert.equal(await problem(alex.call('cancelMeeting', { ...foreign, body: {} })), none)
    }
    for (const params of [kims(), { assignmentId: randomUUID() }]) {
      const goal = { params: { ...params, goalId } }
      const words = { words: 'Anything', domain: 'hope' as const }
      assert.equal(await problem(priya.call('planMeeting', { params, body })), none)
      assert.equal(await problem(priya.call('proposeGoal', { params, body: words })), none)
      assert.equal(await problem(priya.call('agreeGoal', { ...goal, body: {} })), none)
      assert.equal(await problem(priya.call('declineGoal', { ...goal, body: {} })), none)
      assert.equal(
        await problem(priya.call('rateGoal', { ...goal, body: { attainment: 0 } })),
        none,
      )
    }
    const rating = { params: { goalId }, body: { attainment: -2 } }
    assert.equal(await problem(samNow.call('rateOwnGoal', rating)), '404 goal-unknown')
    assert.deepEqual((await priya.call('getPeerToday', {})).meetings, [])
    // Nobody to plan with yet.
    assert.equal(await problem(danaNow.call('planOwnMeeting', { body })), '409 no-peer-yet')
    assert.equal(
      await problem(danaNow.call('writeVision', { body: { words: 'Calm' } })),
      '409 no-peer-yet',
    )
  })

  it('waits to be written up when the meeting is past, and is over with the note', async () => {
    behindMs = 0
    const alex = await peer()
    const today = await alex.call('getPeerToday', {})
    assert.deepEqual(today.meetings, [])
    assert.deepEqual(
      today.toWrite.map(({ personDisplay }) => personDisplay),
      ['Kim L.'],
    )
    const { toWrite, nextMeeting } = await alex.call('getPeerPerson', { params: kims() })
    assert.equal(nextMeeting, null)
    const [meeting] = toWrite
    assert.ok(meeting !== undefined)
    await alex.call('recordEncounter', {
      params: kims(),
      body: {
        occurredAt: meeting.at,
        modality: meeting.modality,
        minutes: meeting.minutes,
        kinds: ['emotional'],
        nextStep: 'Call her sister on Sunday',
        nextStepOwner: 'person',
        shareWithEhr: false,
        meetingId: meeting.meetingId,
      },
    })
    assert.deepEqual((await alex.call('getPeerToday', {})).toWrite, [])
    const page = await alex.call('getPeerPerson', { params: kims() })
    assert.deepEqual(page.nextStep, {
      words: 'Call her sister on Sunday',
      owner: 'person',
      saidAt: meeting.at,
    })
    const home = await (await kim()).call('getPersonHome', {})
    assert.deepEqual([home.nextStep, home.hasMet], [page.nextStep, true])
    // The peer's pages asked many times: the person is told once an hour, of each kind.
    const told = home.looks.filter(({ who, saw }) => who === 'Alex Moreno' && saw === 'notes')
    const times = told.map(({ at }) => Date.parse(at))
    assert.ok(told.length >= 1)
    times.forEach((time, i) => assert.ok((times[i - 1] ?? Infinity) - time >= hourMs))
    await alex.call('planMeeting', { params: kims(), body: walk(hourMs) })
    const after = await alex.call('getPeerToday', {})
    assert.deepEqual(after.toWrite, [])
    const [next] = after.meetings
    assert.deepEqual([next?.ordinal, next?.lastTime], [2, 'Call her sister on Sunday'])
    await until(async () => {
      const own = { params: { meetingId: meeting.meetingId }, body: {} }
      const said = await problem((await kim()).call('cancelOwnMeeting', own))
      return said === '409 meeting-over' ? true : undefined
    })
  })

  it('ends with the assignment: nothing is planned, seen or written any more', async () => {
    const assignments = product.host.client(AssignmentServiceDefinition)
    await assignments.endAssignment(
      { assignmentId: kims().assignmentId, reasonCode: 'person-wishes' },
      { metadata: { actor: 'system:test', causationId: randomUUID() } },
    )
    const alex = await peer()
    await until(async () =>
      (await problem(alex.call('getPeerPerson', { params: kims() }))) === '404 not-found'
        ? true
        : undefined,
    )
    assert.deepEqual((await alex.call('getPeerToday', {})).meetings, [])
    const body = walk(5 * hourMs)
    assert.equal(await problem(alex.call('planMeeting', { params: kims(), body })), '404 not-found')
    await until(async () => {
      const home = await (await kim()).call('getPersonHome', {})
      return home.nextMeeting === null && home.goals.length === 0 ? true : undefined
    })
    assert.equal(await problem((await kim()).call('planOwnMeeting', { body })), '409 no-peer-yet')
  })

  it('has left nothing set aside, and no read model standing still', async () => {
    await product.host.settled()
    assert.deepEqual(await product.host.bus.quarantined(), [])
    assert.equal((await fetch(`${product.url}/readyz`)).status, 200)
  })

  /** Live updates of one reader, and what they name. */
  async function listen(token: string) {
    const abort = new AbortController()
    const response = await fetch(`${product.url}/api/events`, {
      headers: { authorization: `Bearer ${token}` },
      signal: abort.signal,
    })
    const decoder = new TextDecoder()
    return {
      async heard(topic: string): Promise<void> {
        let said = ''
        for await (const chunk of response.body ?? []) {
          said += decoder.decode(chunk as Uint8Array)
          if (said.includes(`"${topic}"`)) break
        }
        assert.doesNotMatch(said, /Elm Park|meet\.example/)
        abort.abort()
      },
    }
  }
})
