import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { instruments, type Instrument } from './instruments.ts'
import { Metrics } from './metrics.ts'

const all = Object.entries<Instrument>(instruments)

describe('the instruments', () => {
  it('are named as Prometheus names them', () => {
    const wrong = all.filter(
      ([name, { kind, unit }]) =>
        !/^careloom(_[a-z]+)+$/.test(name) ||
        (kind === 'counter') !== name.endsWith('_total') ||
        (unit === 'seconds') !== name.endsWith('_seconds'),
    )
    assert.deepEqual(wrong, [])
  })
  it('have buckets where they count into some, in order', () => {
    for (const [name, { kind, buckets }] of all) {
      assert.equal(buckets !== undefined, kind === 'histogram', name)
      const sorted = [...(buckets ?? [])].sort((one, other) => one - other)
      assert.deepEqual(buckets ?? [], sorted, name)
    }
  })
  it('are measured by their names and labels alone', () => {
    const metrics = new Metrics()
    // @ts-expect-error nothing of this name is declared
    assert.throws(() => metrics.count('careloom_unknown_total', {}))
    // @ts-expect-error it is no histogram
    assert.throws(() => metrics.observe('careloom_lease_taken_total', { lease: 'x' }, 1))
    // @ts-expect-error a label is missing
    metrics.observe('careloom_append_seconds', { log: 'people' }, 1)
    // @ts-expect-error a label too many
    assert.throws(() => metrics.count('careloom_lease_taken_total', { lease: 'x', log: 'y' }))
    metrics.count('careloom_lease_taken_total', { lease: 'x' })
  })
})

describe('what is read when somebody scrapes', () => {
  it('is of all who read it, and goes when it is not there any more', async () => {
    const metrics = new Metrics()
    let own = [{ labels: { reaction: 'one' }, value: 2 }]
    metrics.watch('careloom_quarantined', () => own)
    metrics.watch('careloom_quarantined', async () => [{ labels: { reaction: 'two' }, value: 1 }])
    const lines = async () =>
      (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith('careloom'))
    assert.deepEqual(await lines(), [
      'careloom_quarantined{reaction="one"} 2',
      'careloom_quarantined{reaction="two"} 1',
    ])
    own = []
    assert.deepEqual(await lines(), ['careloom_quarantined{reaction="two"} 1'])
  })
})
