import type { ReasonCode } from '@careloom/web-api'

type Counted = 'shared-facets' | 'preferences' | 'can-take-more'

/** How a desk says why a peer is proposed or not: one sentence for every reason there is. */
export type ReasonWords = Readonly<
  Record<Exclude<ReasonCode, Counted> | `${Counted}_one` | `${Counted}_other`, string>
>
