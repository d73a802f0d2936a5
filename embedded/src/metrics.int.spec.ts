import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { openHospital } from '@careloom/sandbox'
import { instruments, type Instrument } from '@careloom/telemetry'
import { scratchFolder } from '@careloom/testing'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { startEmbedded } from './start.ts'

/** What a house says of itself when somebody has looked at it. */
async function scraped(t: TestContext): Promise<string> {
  const running = await startEmbedded({
    dataDir: `${scratchFolder(t)}/data`,
    port: 0,
    samplePeople: true,
    webDir: scratchFolder(t),
    log: () => undefined,
    openHospital,
  })
  t.after(() => running.close())
  await (await fetch(`${running.url}/healthz`)).text()
  return (await fetch(`http://127.0.0.1:${running.metricsPort}/metrics`)).text()
}

describe('the metrics of a house in one process', () => {
  it(
    'hold every instrument that is found everywhere, and say who nobody is',
    withContext(async (t) => {
      const text = await scraped(t)
      const missing = Object.entries<Instrument>(instruments)
        .filter(([, { where }]) => where === 'everywhere')
        .filter(([name, { kind }]) => !text.includes(`# TYPE ${name} ${kind}\n`))
      assert.deepEqual(missing, [])
      const said = [...text.matchAll(/^careloom_.*$/gm)].flatMap(([line]) =>
        // Bounds of buckets are numbers of ours.
        [...line.matchAll(/(\w+)="([^"]*)"/g)].flatMap(([, label, value = '']) =>
          label === 'le' ? [] : [value],
        ),
      )
      assert.ok(said.length > 100)
      // Ids, addresses and sentences have signs or lengths that words of the code have not.
      const wrong = said.filter((value) => !/^[\w+./<*:{}() -]{0,100}$/.test(value))
      assert.deepEqual(wrong, [])
      assert.deepEqual(
        said.filter((value) => /[0-9a-f]{8}-[0-9a-f]{4}-|\d{4}-\d\d-\d\d|\d{5}/i.test(value)),
        [],
      )
    }),
  )
})
