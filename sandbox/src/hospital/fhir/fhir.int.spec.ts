import { describe, it } from '@jest/globals'
import { withContext } from '@careloom/testing/with-context'
import assert from 'node:assert/strict'
import { backendToken, dana, launchApp, marcus, startHospital } from '../../testing/hospital.ts'
import type { World } from '../../testing/hospital.ts'
import { json } from '../../testing/start.ts'

type Bundle = {
  total: number
  link: { relation: string; url: string }[]
  entry: { resource: { resourceType: string; id: string; issue?: { diagnostics: string }[] } }[]
}
type Statement = {
  rest: {
    resource: { type: string; interaction: { code: string }[]; searchParam: { name: string }[] }[]
  }[]
}

const everything = 'system/*.cruds'

function note(patient = dana, status = 'current') {
  return {
    resourceType: 'DocumentReference',
    identifier: [{ system: 'https://careloom.example/note', value: 'note-1' }],
    status,
    type: { coding: [{ system: 'http://loinc.org', code: '34904-3', display: 'Progress note' }] },
    subject: { reference: `Patient/${patient}` },
    content: [
      {
        attachment: {
          contentType: 'text/plain',
          data: Buffer.from('Alex is on the team').toString('base64'),
        },
      },
    ],
  }
}

function client({ fhir }: World, token: string) {
  const authorization = `Bearer ${token}`
  return {
    get: (path: string, headers: Record<string, string> = {}) =>
      fetch(`${fhir}/${path}`, { headers: { authorization, ...headers } }),
    send: (method: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
      fetch(`${fhir}/${path}`, {
        method,
        headers: { authorization, 'content-type': 'application/fhir+json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  }
}

async function isOutcome(response: Response, status: number): Promise<void> {
  assert.equal(response.status, status)
  assert.equal((await json(response))['resourceType'], 'OperationOutcome')
}

describe('the FHIR server of the hospital', () => {
  it(
    'describes what it offers, and offers what it describes',
    withContext(async (context) => {
      const world = await startHospital(context)
      const statement = await json<Statement>(fetch(`${world.fhir}/metadata`))
      const { get } = client(world, await backendToken(world, everything))
      for (const { type, interaction, searchParam } of statement.rest[0]?.resource ?? []) {
        const searchable = interaction.some(({ code }) => code === 'search-type')
        assert.equal((await get(type)).status, searchable ? 200 : 405, type)
        for (const { name } of searchParam)
          assert.equal(
            (await get(`${type}?${name}=2020`, { prefer: 'handling=strict' })).status,
            200,
            `${type} ${name}`,
          )
      }
    }),
  )

  it(
    'asks for a token and says so',
    withContext(async (context) => {
      const world = await startHospital(context)
      for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: 'Basic x' }]) {
        const response = await fetch(`${world.fhir}/Patient`, {
          headers: new Headers(Object.entries(headers)),
        })
        assert.match(response.headers.get('www-authenticate') ?? '', /^Bearer/)
        await isOutcome(response, 401)
      }
    }),
  )

  it(
    'finds patients by id, record number and name',
    withContext(async (context) => {
      const world = await startHospital(context)
      const { get } = client(world, await backendToken(world))
      const found = async (query: string) =>
        (await json<Bundle>(get(`Patient?${query}`))).entry.map(({ resource }) => resource.id)
      assert.deepEqual(await found('identifier=https://harbor-hospital.example/mrn|HH-1001'), [
        dana,
      ])
      assert.deepEqual(await found('identifier=HH-1002'), [marcus])
      assert.deepEqual(await found(`_id=${dana},${marcus}`), [dana, marcus])
      assert.deepEqual(await found('name=rey'), [dana])
      assert.deepEqual(await found('name=dana&birthdate=ge1988-01'), [dana])
      assert.deepEqual(await found('name=100%25'), [])
      assert.equal((await found('_count=100')).length, 8)
    }),
  )

  it(
    'pages without losing or repeating anybody',
    withContext(async (context) => {
      const world = await startHospital(context)
      const { get } = client(world, await backendToken(world))
      const seen: string[] = []
      let path: string | undefined = 'Patient?_count=3'
      while (path !== undefined) {
        const page: Bundle = await json<Bundle>(get(path))
        assert.equal(page.total, 8)
        seen.push(...page.entry.map(({ resource }) => resource.id))
        path = page.link
          .find(({ relation }) => relation === 'next')
          ?.url.slice(world.fhir.length + 1)
      }
      assert.equal(new Set(seen).size, 8)
      assert.equal(seen.length, 8)
    }),
  )

  it(
    'names search parameters it does not know, and refuses them when asked to be strict',
    withContext(async (context) => {
      const world = await startHospital(context)
      const { get } = client(world, await backendToken(world))
      const lenient = await json<Bundle>(get('Patient?shoe-size=43'))
      assert.match(lenient.entry.at(-1)?.resource.issue?.[0]?.diagnostics ?? '', /shoe-size/)
      await isOutcome(await get('Patient?shoe-size=43', { prefer: 'handling=strict' }), 400)
      await isOutcome(await get('Patient?birthdate=yesterday'), 400)
      await isOutcome(await get('Patient?_count=many'), 400)
    }),
  )

  it(
    'takes a note, answers it back, and finds it at once',
    withContext(async (context) => {
      const world = await startHospital(context)
      const { get, send } = client(world, await backendToken(world))
      const created = await send('POST', 'DocumentReference', note())
      assert.equal(created.status, 201)
      assert.equal(created.headers.get('etag'), 'W/"1"')
      const { id = '' } = await json(created)
      assert.equal(
        created.headers.get('location'),
        `${world.fhir}/DocumentReference/${id}/_history/1`,
      )
      const read = await get(`DocumentReference/${id}`)
      assert.equal(read.status, 200)
      assert.equal((await get(`DocumentReference/${id}`, { 'if-none-match': 'W/"1"' })).status, 304)
      for (const query of [
        `patient=${dana}`,
        `patient=Patient/${dana}`,
        'identifier=https://careloom.example/note|note-1',
        `patient=${dana}&type=http://loinc.org|34904-3`,
      ])
        assert.equal(
          (await json<Bundle>(get(`DocumentReference?${query}`))).entry[0]?.resource.id,
          id,
          query,
        )
      assert.equal((await json<Bundle>(get(`DocumentReference?patient=${marcus}`))).total, 0)
      const posted = await send('POST', 'DocumentReference/_search', `patient=${dana}`, {
        'content-type': 'application/x-www-form-urlencoded',
      })
      assert.equal((await json<Bundle>(posted)).total, 1)
    }),
  )

  it(
    'changes a note at the expected version only, and keeps the old one',
    withContext(async (context) => {
      const world = await startHospital(context)
      const { get, send } = client(world, await backendToken(world, everything))
      const { id = '' } = await json(send('POST', 'DocumentReference', note()))
      const changed = { ...note(dana, 'entered-in-error'), id }
      await isOutcome(
        await send('PUT', `DocumentReference/${id}`, changed, { 'if-match': 'W/"7"' }),
        412,
      )
      await isOutcome(
        await send('PUT', `DocumentReference/${id}`, changed, { 'if-match': '7' }),
        400,
      )
      const updated = await send('PUT', `DocumentReference/${id}`, changed, { 'if-match': 'W/"1"' })
      assert.equal(updated.headers.get('etag'), 'W/"2"')
      assert.equal((await json(get(`DocumentReference/${id}/_history/1`)))['status'], 'current')
      await isOutcome(await get(`DocumentReference/${id}/_history/3`), 404)
    }),
  )

  it(
    'refuses to write care teams, like most record systems',
    withContext(async (context) => {
      const world = await startHospital(context)
      const { get, send } = client(world, await backendToken(world, everything))
      const team = {
        resourceType: 'CareTeam',
        status: 'active',
        subject: { reference: `Patient/${dana}` },
      }
      const created = await send('POST', 'CareTeam', team)
      assert.equal(created.headers.get('allow'), 'GET')
      await isOutcome(created, 405)
      const own = (await json<Bundle>(get(`CareTeam?patient=${dana}`))).entry[0]?.resource
      await isOutcome(await send('PUT', `CareTeam/${own?.id}`, { ...team, id: own?.id }), 405)
      await isOutcome(await send('PATCH', `CareTeam/${own?.id}`, []), 405)
      await isOutcome(await send('DELETE', `CareTeam/${own?.id}`, {}), 405)
    }),
  )

  it(
    'keeps a token within its scopes and its patient',
    withContext(async (context) => {
      const world = await startHospital(context)
      const narrow = client(world, await backendToken(world, 'system/Patient.r'))
      assert.equal((await narrow.get(`Patient/${dana}`)).status, 200)
      await isOutcome(await narrow.get('Patient?name=dana'), 403)
      await isOutcome(await narrow.get('DocumentReference'), 403)
      const { tokens } = await launchApp(world, dana, {
        scope: 'launch openid patient/Patient.rs patient/DocumentReference.cruds',
      })
      const app = client(world, tokens.access_token)
      assert.equal((await json<Bundle>(app.get('Patient'))).total, 1)
      assert.equal((await app.send('POST', 'DocumentReference', note(dana))).status, 201)
      await isOutcome(await app.send('POST', 'DocumentReference', note(marcus)), 403)
      await isOutcome(await app.get(`Condition?patient=${dana}`), 403)
    }),
  )

  it(
    'answers no malformed request with a 500',
    withContext(async (context) => {
      const world = await startHospital(context)
      const { get, send } = client(world, await backendToken(world, everything))
      const deep = '['.repeat(50_000) + ']'.repeat(50_000)
      const bodies: [unknown, number][] = [
        ['', 400],
        ['{', 400],
        ['null', 400],
        ['[]', 400],
        ['"x"', 400],
        ['7', 400],
        [deep, 400],
        [`{"resourceType":"DocumentReference","x":${deep}}`, 400],
        [{}, 400],
        [{ resourceType: 'Patient' }, 400],
        [{ resourceType: 7 }, 400],
        [{ ...note(), status: 'unknown' }, 422],
        [{ ...note(), status: { a: 1 } }, 422],
        [{ ...note(), content: 'x' }, 422],
        [{ ...note(), content: [null, 7] }, 422],
        [{ ...note(), subject: { reference: 'Patient/nobody' } }, 422],
        [{ ...note(), subject: [] }, 422],
        [{ ...note(), type: null }, 422],
        ['x'.repeat(3_000_000), 413],
      ]
      for (const [body, status] of bodies)
        await isOutcome(await send('POST', 'DocumentReference', body), status)
      await isOutcome(
        await send('POST', 'DocumentReference', note(), { 'content-type': 'text/plain' }),
        415,
      )
      await isOutcome(
        await send('POST', 'DocumentReference', note(), { 'if-none-exist': 'identifier=x' }),
        412,
      )
      for (const path of [
        'Patient/%E0%A4%A',
        'Patient/%00',
        `Patient/${'x'.repeat(100)}`,
        'Spaceship',
        'Spaceship/1',
        'Patient/1/2/3/4',
        '__proto__',
        'Patient/__proto__',
        `Patient?name=${'a,'.repeat(500)}`,
        `Patient?name=${'x'.repeat(5000)}`,
        'Patient?_id=',
        'Patient?_lastUpdated=gt2020-13-45T00:00Z',
        'Patient?birthdate=eq2020-99-99',
      ]) {
        const response = await get(path)
        assert.ok(response.status < 500, `${path} ${response.status}`)
      }
      assert.equal(
        (
          await send('POST', 'DocumentReference', {
            ...note(),
            id: '__proto__',
            meta: 'x',
            ['__proto__']: {},
          })
        ).status,
        201,
      )
    }),
  )

  it(
    'loads the sample people once and keeps what was written over a restart',
    withContext(async (context) => {
      const world = await startHospital(context)
      const { send } = client(world, await backendToken(world))
      assert.equal((await send('POST', 'DocumentReference', note())).status, 201)
      const { sandboxHospital } = await import('../hospital.ts')
      const again = await sandboxHospital({
        base: world.base,
        dataDir: world.dataDir,
        files: world.files,
        careloomBase: world.careloomBase,
        clientSecret: world.clientSecret,
      })
      context.after(() => again.close())
      const { get } = client(world, await backendToken(world))
      assert.equal((await json<Bundle>(get('Patient'))).total, 8)
      assert.equal((await json<Bundle>(get('DocumentReference'))).total, 1)
    }),
  )
})
