import { CareloomError, type GivenUp, type Quarantined } from '@careloom/event-sourcing'
import type { RunningHost } from '../running-host.ts'
import { Asking, type Asked } from './asking.ts'

export type Operations = ReturnType<typeof operationsOf>

/** A process among those of its house. */
export type Place = {
  /** The service that it is there for. */
  readonly process: string
  /** All services that have processes in the house. */
  readonly house: readonly string[]
  /** Whether everything that it runs has been started. */
  readonly isStarted: () => boolean
}

const alone: Place = { process: 'careloom', house: ['careloom'], isStarted: () => true }

/** What the console is told of the processes of a house, and may ask them. */
export function operationsOf(host: RunningHost, { process, house, isStarted }: Place = alone) {
  const startedAt = host.clock()
  const status = () => ({ process, isStarted: isStarted(), startedAt, ...statusOf(host) })
  const reporting = host.reporting(status)
  const asking = house.length > 1 ? askingFor(host) : undefined

  /** Who runs a reaction, by what they say; and whether all who may are heard. */
  async function heard() {
    const reports = await reporting.everywhere()
    const started = reports.filter((report) => report.isStarted)
    const isWhole = house.every((name) => started.some((report) => report.process === name))
    const reactions = reports.flatMap((report) => report.reactions)
    return {
      isWhole,
      running: (reaction: string) => reactions.filter(({ name }) => name === reaction),
    }
  }

  return {
    status,
    everywhere: () => reporting.everywhere(),
    /** Of nothing it is said that nobody handles it while somebody who may cannot be heard. */
    async quarantined() {
      const [aside, { isWhole, running }] = await Promise.all([host.bus.quarantined(), heard()])
      const isHandled = ({ reaction, type }: Quarantined) =>
        !isWhole || running(reaction).some(({ handles }) => handles.includes(type))
      return aside.map((entry) => ({ ...entry, isHandled: isHandled(entry) }))
    },
    givenUp: () => host.givenUp(),
    /** @throws CareloomError `CL_STILL_HANDLED`; retryable, `CL_UNAVAILABLE` while somebody who may handle it cannot be heard */
    async giveUp(entry: Quarantined, why: GivenUp): Promise<void> {
      const { reaction } = entry
      if (asking === undefined || host.runs(reaction)) return host.giveUp(entry, why)
      const { isWhole, running } = await heard()
      if (running(reaction).length > 0) await asking.ask({ what: 'give-up', reaction, entry, why })
      else if (isWhole) await host.giveUp(entry, why)
      else
        throw new CareloomError(
          'CL_UNAVAILABLE',
          `not everybody who may run ${reaction} is there`,
          {
            retryable: true,
          },
        )
    },
    replay: (reaction: string, key: string): Promise<number> =>
      asking === undefined || host.runs(reaction)
        ? host.replay(reaction, key)
        : asking.ask({ what: 'replay', reaction, key }),
  }
}

/** What a process says of itself. */
function statusOf(host: RunningHost) {
  const { readOnly, projections, reactions, refusedMessages } = host.status()
  return {
    readOnly,
    refusedMessages,
    services: projections.map(({ service, name, failure, behind, isWhole }) => ({
      name: `${service}/${name}`,
      behind,
      isWhole,
      failed: failure !== undefined,
      reason: failure?.error,
    })),
    reactions: reactions.map(({ name, handles, waiting, waitingSince, waitingFor, failure }) => ({
      name,
      handles,
      waiting,
      waitingSince,
      failed: failure !== undefined,
      reason: failure?.error ?? waitingFor,
    })),
  }
}

/** Ends with the host. */
function askingFor(host: RunningHost): Asking {
  const work = async (asked: Asked): Promise<number> => {
    if (asked.what === 'replay') return host.replay(asked.reaction, asked.key)
    await host.giveUp(asked.entry, asked.why)
    return 1
  }
  const asking = new Asking({
    shared: host.shared,
    newId: host.newId,
    runs: (reaction) => host.runs(reaction),
    work,
    onError: (error) => host.failed('operations', error),
  })
  host.whileOpen(asking)
  return asking
}
