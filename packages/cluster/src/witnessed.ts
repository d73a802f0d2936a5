import { RecordDamaged } from '@careloom/event-sourcing'
import type { Witnessed } from '@careloom/hosting/running'

/** A log that several processes write, as far as one of them knows it. */
type KnownLog = {
  readonly feed: {
    readonly name: string
    known(): number
    mark(position: number): Promise<string | undefined>
  }
}

/**
 * A log of several processes as the witness of one of them sees it: up to the end that this one knows of, whoever has written it. So
 * each witness knows the whole log.
 */
export function witnessed({ feed }: KnownLog): Witnessed {
  return {
    async chainHead() {
      const position = feed.known()
      const chain = await feed.mark(position)
      if (chain === undefined)
        throw new RecordDamaged(feed.name, position, 'was there and is not any more')
      return { log: feed.name, position, chain }
    },
    chainAt: (position) => feed.mark(position),
  }
}
