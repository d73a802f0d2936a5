import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from '@jest/globals'
import express from 'express'
import { withContext } from '@careloom/testing/with-context'
import { IdentityAway } from '../auth/realm.ts'
import { fhirRouter } from './fhir.ts'
import { recentlySeen } from './recently-seen.ts'

type Needs = Parameters<typeof fhirRouter>[0]

describe('the door of FHIR', () => {
  it(
    'asks to try again when nobody can say whose a token is',
    withContext(async (t) => {
      const heard: unknown[] = []
      const app = express()
      app.use(
        '/fhir',
        fhirRouter({
          door: { shut: undefined } as Needs['door'],
          authenticate: () => Promise.reject(new IdentityAway()),
          fhir: {} as Needs['fhir'],
          recentlySeen: recentlySeen(),
          smartConfiguration: {},
          onError: (error) => heard.push(error),
        }),
      )
      const server = createServer(app)
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      t.after(() => {
        server.closeAllConnections()
        server.close()
      })
      const { port } = server.address() as AddressInfo
      const response = await fetch(`http://127.0.0.1:${port}/fhir/Patient/p1`, {
        headers: { authorization: 'Bearer x' },
      })
      assert.deepEqual([response.status, response.headers.get('retry-after')], [503, '1'])
      assert.deepEqual(await response.json(), {
        resourceType: 'OperationOutcome',
        issue: [
          { severity: 'error', code: 'transient', diagnostics: 'CL_UNAVAILABLE: try again.' },
        ],
      })
      assert.deepEqual(heard, [])
    }),
  )
})
