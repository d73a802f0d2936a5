import type { Figure, Metric } from '../metric.ts'
import { serve, shoot, warmUpSeconds } from './load.ts'

const known = 19
const connections = 32
const freshPerSecond = 600

/** So many rounds of nineteen tokens that were seen before, then one that never was. */
async function asked(path: '/guarded' | '/open', seconds: number, rounds: number): Promise<Figure> {
  const perConnection = Math.ceil((freshPerSecond * Math.max(warmUpSeconds, seconds)) / connections)
  const server = await serve('guarded', String(known + 2 * connections * perConnection))
  try {
    const tokens = server.token.split(' ')
    const often = tokens.slice(0, known)
    // The warm-up uses up a list per connection, so that those of the measurement were never seen.
    let begun = 0
    const ofConnection = () => {
      const from = known + begun++ * perConnection
      const again = Array.from({ length: rounds }, () => often).flat()
      return tokens.slice(from, from + perConnection).flatMap((token) => [...again, token])
    }
    return await shoot(
      { ...server, token: '' },
      { path, connections, seconds, tokens: ofConnection },
    )
  } finally {
    await server.stop()
  }
}

/** The other side sends the same headers to a route that does not look at them. */
export const authenticated: Metric = {
  name: 'authenticated',
  number: 'P14',
  what: 'GET through the token check at 95 % cache hits; against the same route without it',
  unit: 'requests/s',
  systems: {
    careloom: ({ seconds }) => asked('/guarded', seconds, 1),
    'without the check': ({ seconds }) => asked('/open', seconds, 1),
  },
  goals: [{ against: 'without the check', factor: 0.85 }],
}

/** As clients do it: tokens live for minutes, so that one of a thousand requests brings a new one. */
export const authenticatedLive: Metric = {
  ...authenticated,
  name: 'authenticated-live',
  what: 'the same at 99.9 % cache hits',
  systems: {
    careloom: ({ seconds }) => asked('/guarded', seconds, 53),
    'without the check': ({ seconds }) => asked('/open', seconds, 53),
  },
  goals: [{ against: 'without the check', factor: 0.95 }],
}
