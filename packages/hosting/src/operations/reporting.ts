import type { OpenShared, Shared } from '@careloom/event-sourcing'

type Told<T> = { readonly by: string; readonly report: T }

/** How often it is told anew; what was told is over after some of them. */
const defaultEveryMs = 3_000

/** What every process says of itself, for as long as it is there: whoever is asked at one of them knows of all. */
export class Reporting<T> {
  private readonly by: string
  private readonly told: Shared<Told<T>>
  private readonly own: () => T
  private readonly timer: NodeJS.Timeout
  private telling = Promise.resolve()

  /** @param own what this process says of itself now; @param onError told when the others could not be told */
  constructor(
    shared: OpenShared,
    by: string,
    own: () => T,
    onError: (error: unknown) => void,
    everyMs = defaultEveryMs,
  ) {
    this.by = by
    this.told = shared<Told<T>>('reports', 4 * everyMs)
    this.own = own
    const tell = () => {
      this.telling = this.told.put(by, { by, report: own() }).catch(onError)
    }
    this.timer = setInterval(tell, everyMs)
    this.timer.unref()
    tell()
  }

  /** Its own as it is now, first; then those of the others, some seconds old. While the others cannot be heard of, its own. */
  async everywhere(): Promise<readonly T[]> {
    const told = await this.told.all().catch((): readonly Told<T>[] => [])
    return [this.own(), ...told.flatMap(({ by, report }) => (by === this.by ? [] : report))]
  }

  /** The others do not hear of it any more. */
  async close(): Promise<void> {
    clearInterval(this.timer)
    await this.telling
    await this.told.take(this.by).catch(() => undefined)
  }
}
