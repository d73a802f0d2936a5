import { describe, it } from '@jest/globals'
import { withContext } from '@careloom/testing/with-context'
import assert from 'node:assert/strict'
import { atTheDesk, dana, startHospital } from '../../testing/hospital.ts'
import type { World } from '../../testing/hospital.ts'
import { bundle } from '../../testing/careloom-stub.ts'
import { browser, form } from '../../testing/start.ts'
import type { Browser } from '../../testing/start.ts'

const programme = {
  resourceType: 'HealthcareService',
  id: '0190a000-0000-7000-8000-000000000102',
  name: 'Recovery coaching',
  providedBy: {
    reference: 'Organization/0190a000-0000-7000-8000-000000000002',
    display: 'Harbor Peers',
  },
}

async function text(visitor: Browser, address: string, status = 200): Promise<string> {
  const response = await visitor.visit(address)
  assert.equal(response.status, status)
  assert.match(response.headers.get('content-security-policy') ?? '', /script-src 'self'/)
  return response.text()
}

function chart({ base }: World, rest = ''): string {
  return `${base}/ehr/patients/${dana}${rest}`
}

/** Careloom as it answers once a peer has started to work with Dana. */
function peerIsOnTheTeam({ careloom }: World): void {
  careloom.answers.set('GET Patient', bundle({ resourceType: 'Patient', id: 'p1' }))
  careloom.answers.set(
    'GET CareTeam',
    bundle(
      {
        resourceType: 'CareTeam',
        id: 't1',
        status: 'active',
        meta: { lastUpdated: '2026-11-12T14:02:00Z' },
        participant: [
          {
            role: [{ coding: [{ code: '175T00000X' }], text: 'Peer specialist' }],
            member: { reference: 'PractitionerRole/r1' },
            onBehalfOf: { display: 'Harbor Peers' },
          },
          { member: { reference: 'Patient/p1' } },
        ],
      },
      { resourceType: 'PractitionerRole', id: 'r1', practitioner: { display: 'Alex Moreno' } },
    ),
  )
  careloom.answers.set(
    'GET Task',
    bundle({
      resourceType: 'Task',
      status: 'in-progress',
      description: 'Peer support',
      owner: { display: 'Harbor Peers' },
    }),
  )
}

describe('the screens of the hospital', () => {
  it(
    'ask for a login and come back to the page that was wanted, never to another site',
    withContext(async (context) => {
      const world = await startHospital(context)
      const visitor = browser()
      const asked = await visitor.visit(chart(world))
      assert.equal(
        asked.headers.get('location'),
        `/ehr/login?next=${encodeURIComponent(`/ehr/patients/${dana}`)}`,
      )
      const wrong = await visitor.visit(
        `${world.base}/ehr/login`,
        form({ username: 'clinician', password: 'x' }),
      )
      assert.equal(wrong.status, 401)
      assert.match(await wrong.text(), /do not belong together/)
      for (const [next, expected] of [
        ['/ehr/patients/1', '/ehr/patients/1'],
        ['https://elsewhere.example', '/ehr/patients'],
        ['/ehr//elsewhere.example', '/ehr/patients'],
        ['/ehr/\\elsewhere.example', '/ehr/patients'],
      ] as const) {
        const values = form({ username: 'clinician', password: 'sandbox', next })
        assert.equal(
          (await visitor.visit(`${world.base}/ehr/login`, values)).headers.get('location'),
          expected,
        )
      }
      const foreign = {
        ...form({ username: 'clinician', password: 'sandbox' }),
        headers: { origin: 'https://x.example' },
      }
      assert.equal((await browser().visit(`${world.base}/ehr/login`, foreign)).status, 403)
    }),
  )

  it(
    'end with a logout that only their own form can send',
    withContext(async (context) => {
      const world = await startHospital(context)
      const desk = await atTheDesk(world)
      await desk.visit(`${world.base}/ehr/logout`, form({ csrf: 'wrong' }))
      const page = await text(desk, `${world.base}/ehr/patients`)
      const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
      await desk.visit(`${world.base}/ehr/logout`, form({ csrf }))
      assert.equal((await desk.visit(`${world.base}/ehr/patients`)).status, 303)
    }),
  )

  it(
    'find patients by a part of a name or by record number',
    withContext(async (context) => {
      const world = await startHospital(context)
      const desk = await atTheDesk(world)
      assert.match(await text(desk, `${world.base}/ehr/patients`), /Thorne, Marcus/)
      const found = await text(desk, `${world.base}/ehr/patients?q=hh-1001`)
      assert.match(found, /Reyes, Dana/)
      assert.doesNotMatch(found, /Thorne, Marcus/)
      const none = await text(desk, `${world.base}/ehr/patients?q=${encodeURIComponent('<b>"x')}`)
      assert.match(none, /Nobody is found under "&lt;b|Nobody is found under &quot;&lt;b/)
      assert.doesNotMatch(none, /<b>"x/)
    }),
  )

  it(
    'say that a hospital without patients is empty',
    withContext(async (context) => {
      const world = await startHospital(context, { samplePeople: false })
      assert.match(
        await text(await atTheDesk(world), `${world.base}/ehr/patients`),
        /no patients yet/,
      )
    }),
  )

  it(
    'show the chart, and that nobody has been referred yet',
    withContext(async (context) => {
      const world = await startHospital(context)
      const page = await text(await atTheDesk(world), chart(world))
      for (const words of [
        'Reyes, Dana',
        'HH-1001',
        '03/14/1988',
        'Panic disorder',
        'Dr. Efua Osei',
        'No peer support referral yet',
      ])
        assert.ok(page.includes(words), words)
      const [{ url = '', headers = {} } = {}] = world.careloom.received
      assert.equal(url, '/Patient?identifier=https%3A%2F%2Fharbor-hospital.example%2Fmrn%7CHH-1001')
      assert.match(String(headers['authorization']), /^Bearer /)
    }),
  )

  it(
    'show the peer on the care team and where the referral stands, as Careloom says it',
    withContext(async (context) => {
      const world = await startHospital(context)
      peerIsOnTheTeam(world)
      const desk = await atTheDesk(world)
      for (const address of [chart(world), chart(world, '/peer-support')]) {
        const page = await text(desk, address)
        for (const words of [
          'Alex Moreno',
          'Peer specialist',
          'Harbor Peers',
          'Careloom, 11/1',
          'Working together',
        ])
          assert.ok(page.includes(words), words)
      }
    }),
  )

  it(
    'show what the chart holds when Careloom cannot be reached or refuses',
    withContext(async (context) => {
      const world = await startHospital(context, { careloomBase: 'http://127.0.0.1:9' })
      const unreachable = await text(await atTheDesk(world), chart(world))
      assert.match(unreachable, /could not be reached just now/)
      assert.match(unreachable, /Dr\. Efua Osei/)
    }),
  )

  it(
    'pass on why Careloom refuses',
    withContext(async (context) => {
      const world = await startHospital(context)
      const issue = [{ severity: 'error', code: 'forbidden', diagnostics: 'consent-missing' }]
      world.careloom.answers.set('GET Patient', {
        status: 403,
        body: { resourceType: 'OperationOutcome', issue },
      })
      assert.match(await text(await atTheDesk(world), chart(world)), /consent-missing/)
    }),
  )

  it(
    'open the application in a panel of the chart, or in a tab',
    withContext(async (context) => {
      const world = await startHospital(context)
      const page = await text(await atTheDesk(world), chart(world, '?app=open'))
      assert.match(page, new RegExp(`<iframe[^>]*src="/ehr/patients/${dana}/launch"`))
      assert.match(page, /target="_blank"/)
    }),
  )

  it(
    'answer an unknown patient or page with a page',
    withContext(async (context) => {
      const world = await startHospital(context)
      const desk = await atTheDesk(world)
      for (const path of ['patients/nobody', 'patients/%E0%A4%A', 'nowhere'])
        assert.match(await (await desk.visit(`${world.base}/ehr/${path}`)).text(), /<h1/)
    }),
  )
})

describe('the order screen', () => {
  const open = async (world: World, desk: Browser) => {
    const page = await text(desk, chart(world, '/order'))
    const value = (name: string) =>
      new RegExp(`name="${name}" value="([^"]+)"`).exec(page)?.[1] ?? ''
    return {
      page,
      filled: {
        csrf: value('csrf'),
        order: value('order'),
        programme: programme.id,
        agrees: 'yes',
      },
    }
  }
  const post = (world: World, desk: Browser, values: Record<string, string>) =>
    desk.visit(chart(world, '/order'), form(values))

  it(
    'sends patient, consent and referral, and keeps the order',
    withContext(async (context) => {
      const world = await startHospital(context)
      const { careloom } = world
      careloom.answers.set('GET HealthcareService', bundle(programme))
      for (const type of ['Patient', 'Consent', 'ServiceRequest'])
        careloom.answers.set(`POST ${type}`, {
          status: 201,
          body: { resourceType: type, id: `${type}-1` },
        })
      const desk = await atTheDesk(world)
      const { page, filled } = await open(world, desk)
      assert.match(page, /Recovery coaching, Harbor Peers/)
      const sent = await post(world, desk, {
        ...filled,
        words: 'I do not want to be alone with this',
        part2: 'yes',
      })
      assert.equal(sent.status, 200)
      assert.match(await sent.text(), /ServiceRequest\/ServiceRequest-1/)

      const posts = careloom.received.filter(({ method }) => method === 'POST')
      assert.equal(
        posts[0]?.headers['if-none-exist'],
        'identifier=https%3A%2F%2Fharbor-hospital.example%2Fmrn%7CHH-1001',
      )
      const bodies = JSON.stringify(posts.map(({ body }) => body))
      for (const words of [
        '461481000124109',
        'H0038',
        '42CFRPart2',
        'Patient/Patient-1',
        'Consent/Consent-1',
        'alone with this',
      ])
        assert.ok(bodies.includes(words), words)
      assert.ok(!bodies.includes('Panic disorder'))
      assert.match(await text(desk, chart(world)), /Recovery coaching, Harbor Peers/)
    }),
  )

  it(
    'shows the texts of a refusal, keeps what was filled in, and stops there',
    withContext(async (context) => {
      const world = await startHospital(context)
      const { careloom } = world
      careloom.answers.set('GET HealthcareService', bundle(programme))
      careloom.answers.set('POST Patient', {
        status: 200,
        body: { resourceType: 'Patient', id: 'p1' },
      })
      const issue = [
        {
          severity: 'error',
          code: 'business-rule',
          diagnostics: 'period-too-long',
          expression: ['Consent.provision'],
        },
      ]
      careloom.answers.set('POST Consent', {
        status: 422,
        body: { resourceType: 'OperationOutcome', issue },
      })
      const desk = await atTheDesk(world)
      const { filled } = await open(world, desk)
      const sent = await post(world, desk, { ...filled, words: 'in my words' })
      const page = await sent.text()
      assert.equal(sent.status, 502)
      assert.match(page, /period-too-long \(Consent\.provision\)/)
      assert.match(page, /in my words/)
      assert.ok(page.includes(filled.order))
      assert.equal(careloom.received.filter(({ method }) => method === 'POST').length, 2)
    }),
  )

  it(
    'asks the patient first',
    withContext(async (context) => {
      const world = await startHospital(context)
      world.careloom.answers.set('GET HealthcareService', bundle(programme))
      const desk = await atTheDesk(world)
      const { filled } = await open(world, desk)
      const sent = await post(world, desk, { ...filled, agrees: '' })
      assert.equal(sent.status, 422)
      assert.match(await sent.text(), /voluntary/)
      await post(world, desk, { ...filled, csrf: 'wrong' })
      assert.equal(world.careloom.received.filter(({ method }) => method === 'POST').length, 0)
    }),
  )

  it(
    'says that Careloom cannot be reached, or has no programme',
    withContext(async (context) => {
      const away = await startHospital(context, { careloomBase: 'http://127.0.0.1:9' })
      assert.match(await text(await atTheDesk(away), chart(away, '/order')), /no order can be sent/)
      const empty = await startHospital(context)
      assert.match(await text(await atTheDesk(empty), chart(empty, '/order')), /no programme/)
    }),
  )
})
