import type { Codec, ServiceDefinition } from '@careloom/rpc'

type Question = { text: string }
type Answer = { text: string; count: number }

function json<T>(): Codec<T> {
  return {
    encode: (message) => ({ finish: () => new TextEncoder().encode(JSON.stringify(message)) }),
    decode: (input) => JSON.parse(new TextDecoder().decode(input)) as T,
  }
}

const unary = { requestStream: false, responseStream: false } as const
/** A service as `proto/` would generate it, with JSON for bytes. */
export const oracle = {
  name: 'OracleService',
  fullName: 'careloom.test.v1.OracleService',
  methods: {
    ask: { name: 'Ask', requestType: json<Question>(), responseType: json<Answer>(), ...unary },
  },
} as const satisfies ServiceDefinition
