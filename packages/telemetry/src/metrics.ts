import { setTimeout as pause } from 'node:timers/promises'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import {
  instruments,
  type Instrument,
  type InstrumentName,
  type Instruments,
} from './instruments.ts'

type Kind = Instrument['kind']
type Of<K extends Kind> = {
  [N in InstrumentName]: Instruments[N]['kind'] extends K ? N : never
}[InstrumentName]
type LabelsOf<N extends InstrumentName> = {
  readonly [L in Instruments[N]['labels'][number]]: string
}

/** What is read of an instrument: a value for each of its labels' values that there are now. */
export type Reading<N extends InstrumentName> = {
  readonly labels: LabelsOf<N>
  readonly value: number
}
type Read = () => readonly Reading<never>[] | Promise<readonly Reading<never>[]>
type ReadOf<N extends InstrumentName> = () => readonly Reading<N>[] | Promise<readonly Reading<N>[]>

/** Who scrapes waits no longer for one of them. */
const readMs = 2_000

/** What a process measures, by the list of instruments: no other name, and no label more or less than it has. */
export class Metrics {
  readonly registry = new Registry()
  private readonly histograms = new Map<string, Histogram>()
  private readonly counters = new Map<string, Counter>()
  private readonly reads = new Map<string, Read[]>()

  observe<N extends Of<'histogram'>>(name: N, labels: LabelsOf<N>, value: number): void {
    this.histogram(name).observe(labels, value)
  }

  /** Says that nothing has been measured yet: what was never said to be nothing does not grow for whoever scrapes. */
  begin<N extends Of<'histogram' | 'counter'>>(name: N, labels: LabelsOf<N>): void {
    if (isHistogram(name)) this.histogram(name).zero(labels)
    else this.counter(name).inc(labels, 0)
  }

  count<N extends Of<'counter'>>(name: N, labels: LabelsOf<N>, by = 1): void {
    this.counter(name).inc(labels, by)
  }

  /** Reads it whenever somebody scrapes; several may read of one instrument. What cannot be read then is not said then. */
  watch<N extends Of<'gauge' | 'counter'>>(name: N, read: ReadOf<N>): void {
    const known = this.reads.get(name)
    if (known !== undefined) return void known.push(read)
    const reads: Read[] = [read]
    this.reads.set(name, reads)
    const kinds = { gauge: Gauge, counter: Counter }
    const made = new kinds[instruments[name].kind]({
      ...this.declared(name),
      async collect() {
        const found = await Promise.all(reads.map(readIn))
        // What was said before, and is not there any more.
        this.reset()
        for (const { labels, value } of found.flat()) this.inc(labels, value)
      },
    })
    void made
  }

  private histogram(name: Of<'histogram'>): Histogram {
    let histogram = this.histograms.get(name)
    if (histogram === undefined) {
      const { buckets } = instruments[name]
      histogram = new Histogram({ ...this.declared(name), buckets: [...buckets] })
      this.histograms.set(name, histogram)
    }
    return histogram
  }

  private counter(name: Of<'counter'>): Counter {
    let counter = this.counters.get(name)
    if (counter === undefined) {
      counter = new Counter(this.declared(name))
      this.counters.set(name, counter)
    }
    return counter
  }

  private declared(name: InstrumentName) {
    const { help, labels } = instruments[name]
    return { name, help, labelNames: [...labels], registers: [this.registry] }
  }
}

const isHistogram = (name: InstrumentName): name is Of<'histogram'> =>
  instruments[name].kind === 'histogram'

/** The metrics of a whole process: with those of Node. */
export function processMetrics(): Metrics {
  const metrics = new Metrics()
  collectDefaultMetrics({ register: metrics.registry })
  return metrics
}

async function readIn(read: Read): Promise<readonly Reading<never>[]> {
  const ended = new AbortController()
  const late = pause(readMs, [], { signal: ended.signal, ref: false })
  // Whoever is away takes what others can say along with it otherwise.
  return Promise.race([Promise.resolve().then(read), late])
    .catch(() => [])
    .finally(() => ended.abort())
}

/** Since a moment of this process's own clock (`performance.now()`). */
export const secondsSince = (began: number): number => (performance.now() - began) / 1_000
