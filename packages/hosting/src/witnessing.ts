import { CareloomError, type ChainHead, type Witness } from '@careloom/event-sourcing'

/** A log as its witness sees it. */
export type Witnessed = {
  chainHead(): ChainHead | Promise<ChainHead>
  /** The chain up to the end of a record; something else, or nothing, where none ends there. */
  chainAt(position: number): string | undefined | Promise<string | undefined>
}

const everyMs = 60_000

/** Holds logs against what their witness remembers when they are opened, and tells it their heads every minute and at the end. */
export class Witnessing {
  private readonly witness: Witness
  private readonly onError: (error: unknown) => void
  private readonly logs: Witnessed[] = []
  private readonly told = new Map<string, number>()
  private readonly timer: NodeJS.Timeout

  constructor(witness: Witness, onError: (error: unknown) => void) {
    this.witness = witness
    this.onError = onError
    this.timer = setInterval(() => void this.tell().catch(onError), everyMs)
    this.timer.unref()
  }

  /** @throws CareloomError `CL_LOG_NOT_AS_WITNESSED` when the log is shorter or another than the witness was told */
  async follow(log: Witnessed): Promise<void> {
    const { log: name, position } = await log.chainHead()
    const last = (await this.witness.told()).get(name)?.at(-1)
    if (last !== undefined) {
      this.told.set(name, last.position)
      if ((await log.chainAt(last.position)) !== last.chain)
        throw notAsWitnessed(name, position, last)
    }
    this.logs.push(log)
  }

  /** Tells the heads that have moved. */
  async tell(): Promise<void> {
    const known = await Promise.all(this.logs.map(async (log) => log.chainHead()))
    const heads = known.filter(({ log, position }) => position > (this.told.get(log) ?? 0))
    if (heads.length === 0) return
    await this.witness.tell(heads)
    for (const { log, position } of heads) this.told.set(log, position)
  }

  async close(): Promise<void> {
    clearInterval(this.timer)
    await this.tell().catch(this.onError)
  }
}

function notAsWitnessed(name: string, position: number, last: ChainHead): CareloomError {
  const what =
    position < last.position
      ? `the log ${name} ends at position ${position}, its witness was told of ${last.position}`
      : `the log ${name} is another at position ${last.position} than its witness was told`
  return new CareloomError(
    'CL_LOG_NOT_AS_WITNESSED',
    `${what}. Find out what changed it (npm run verify-log); an older backup is put back with npm run restore`,
  )
}
