import type { Figure, Metric } from '../metric.ts'
import { serve, shoot, warmUpSeconds } from './load.ts'

const known = 19
const connections = 32
const freshPerSecond = 600

/** Nineteen of twenty requests come with a token that was seen before, one with a token that never was. */
async function asked(path: '/guarded' | '/open', seconds: number): Promise<Figure> {
  const perConnection = Math.ceil((freshPerSecond * Math.max(warmUpSeconds, seconds)) / connections)
  const server = await serve('guarded', String(known + 2 * connections * perConnection))
  try {
    const tokens = server.token.split(' ')
    const often = tokens.slice(0, known)
    // The warm-up uses up a list per connection, so that those of the measurement were never seen.
    let begun = 0
    const ofConnection = () => {
      const from = known + begun++ * perConnection
      return tokens.slice(from, from + perConnection).flatMap((token) => [...often, token])
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
    careloom: ({ seconds }) => asked('/guarded', seconds),
    'without the check': ({ seconds }) => asked('/open', seconds),
  },
  goals: [{ against: 'without the check', factor: 0.85 }],
}
