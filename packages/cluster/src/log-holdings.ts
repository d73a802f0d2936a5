import type { LogHolder } from '@careloom/event-sourcing/log'
import type { AddressedLease } from '@careloom/mongodb'
import {
  LogServiceDefinition,
  type HandOverRequest,
  type HandOverResponse,
} from '@careloom/proto/log'
import { fromAppend, toAnswer } from './hand-over.ts'
import { LogHolding } from './log-holding.ts'
import type { Replicas } from './replicas.ts'

export type LogHoldingsNeed = {
  /** The service whose processes write them. */
  readonly name: string
  readonly replicas: Pick<Replicas, 'serve' | 'reach'>
  /** Leases of a process that is reached at this place. */
  readonly leases: (at: string) => (name: string) => AddressedLease
  readonly onError: (where: string, error: unknown) => void
}

/** Which of the processes of a service writes its logs: this one's part in it. */
export class LogHoldings {
  private readonly need: LogHoldingsNeed
  private readonly holdings = new Map<string, LogHolding>()
  private closing: Promise<void> | undefined

  constructor(need: LogHoldingsNeed) {
    this.need = need
    need.replicas.serve(LogServiceDefinition, (request) => this.answer(request))
  }

  /** @param take writes into the log what others hand over */
  add(log: string, take: LogHolder): LogHolding {
    const { replicas, onError } = this.need
    const holding = new LogHolding(
      {
        log,
        reach: (place) => replicas.reach(LogServiceDefinition, place),
        onError: (error) => onError(`who writes ${log}`, error),
      },
      take,
    )
    this.holdings.set(log, holding)
    return holding
  }

  /** Takes part from now on. @param own where others of the service reach this process */
  begin(own: string): void {
    const { name, leases } = this.need
    const lease = leases(own)
    for (const [log, holding] of this.holdings) holding.begin(lease(`log ${log} of ${name}`), own)
  }

  /** Answers what was handed over, and lets another process write. Idempotent. */
  close(): Promise<void> {
    return (this.closing ??= this.closeAll())
  }

  private async closeAll(): Promise<void> {
    await Promise.all([...this.holdings.values()].map((holding) => holding.close()))
  }

  private async answer({ log, appends }: HandOverRequest): Promise<HandOverResponse> {
    const answers = await this.holdings.get(log)?.answer(appends.map(fromAppend))
    return { answers: (answers ?? []).map(toAnswer) }
  }
}
