import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { otherRoutes, planCareTeamRoute, type Evidence } from './routes.ts'

const notes = { DocumentReference: ['create', 'read'] }

describe('the route by which a hospital sees the peer', () => {
  it('is our endpoint and a note, where notes can be written and read back', () =>
    assert.equal(planCareTeamRoute(notes).kind, 'endpoint-and-note'))
  it('is our endpoint alone, where a note could not be proved', () => {
    for (const evidence of [{}, { DocumentReference: ['create'] }, { DocumentReference: ['read'] }])
      assert.equal(planCareTeamRoute(evidence).kind, 'endpoint-only')
  })
  it('is none that is not carried out yet', () => {
    const plan = planCareTeamRoute({ ...notes, CareTeam: ['create', 'update'] })
    assert.deepEqual(
      [plan.kind, /not carried out yet/.test(plan.reason)],
      ['endpoint-and-note', true],
    )
  })
  it('says for every other intent what happens and why', () => {
    const routes = otherRoutes(notes)
    assert.deepEqual(
      routes.map(([intent]) => intent),
      ['referral-in', 'status-out', 'note-out', 'scores-out'],
    )
    for (const [intent, route, reason] of routes)
      assert.ok(route !== '' && reason.endsWith('.'), intent)
  })

  const statements = join(import.meta.dirname, '../../test/ehr-statements')
  for (const vendor of ['epic', 'oracle'])
    it(`is planned from what ${vendor} really says of itself`, () => {
      const evidence = evidenceIn(join(statements, `${vendor}-metadata.json`))
      assert.ok(Object.keys(evidence).length > 20)
      assert.equal(evidence['CareTeam']?.includes('create') ?? false, false)
      assert.equal(planCareTeamRoute(evidence).kind, 'endpoint-and-note')
    })
})

function evidenceIn(file: string): Evidence {
  const { rest } = JSON.parse(readFileSync(file, 'utf8')) as {
    rest: { resource: { type: string; interaction?: { code: string }[] }[] }[]
  }
  return Object.fromEntries(
    rest.flatMap(({ resource }) =>
      resource.map(({ type, interaction }) => [type, interaction?.map(({ code }) => code) ?? []]),
    ),
  )
}
