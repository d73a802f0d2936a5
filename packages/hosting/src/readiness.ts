import type { RefusedMessages } from '@careloom/messaging'

type Named = {
  readonly name: string
  readonly failed: boolean
  readonly reason?: string | undefined
}

/** What a process says of itself. */
export type StatusToJudge = {
  readonly readOnly: boolean
  readonly services: readonly (Named & { readonly isWhole: boolean })[]
  readonly reactions: readonly (Named & { readonly waiting: number })[]
  readonly refusedMessages: readonly RefusedMessages[]
}

/**
 * Whether a process can do its work, and what keeps it from it. Neighbours who are away do not: one that is away would take
 * everybody along. Nor do messages that were refused: their truth is read elsewhere.
 * @param shut why its door serves nothing, if it has one and it does not
 */
export function readinessOf(
  { readOnly, services, reactions, refusedMessages }: StatusToJudge,
  shut?: string,
) {
  const names = (those: readonly Named[]) => those.map(({ name }) => name)
  const all = [...services, ...reactions]
  const failed = names(all.filter((one) => one.failed))
  const waiting = names(reactions.filter((one) => one.waiting > 0))
  const building = names(services.filter(({ isWhole }) => !isWhole))
  const reasons = Object.fromEntries(
    all.flatMap(({ name, reason }) => (reason === undefined ? [] : [[name, reason]])),
  )
  if (shut !== undefined) reasons['door'] = shut
  const isReady = !readOnly && failed.length === 0 && building.length === 0 && shut === undefined
  const status = isReady ? 'ready' : 'not-ready'
  return {
    isReady,
    said: { status, readOnly, failed, building, waiting, refusedMessages, reasons },
  }
}
