declare module 'autocannon' {
  type Request = {
    readonly method: string
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
  }
  type Options = {
    readonly url: string
    readonly connections: number
    /** Seconds. */
    readonly duration?: number
    /** So many requests, instead of a time. */
    readonly amount?: number
    readonly method?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
    /** Puts an id of its own in place of `[<id>]` into every request. */
    readonly idReplacement?: boolean
    /** Called for each connection before its first request. */
    readonly setupClient?: (client: { setRequests(requests: readonly Request[]): void }) => void
  }
  type Result = {
    readonly duration: number
    readonly '2xx': number
    readonly non2xx: number
    readonly errors: number
    readonly latency: { readonly p50: number; readonly p99: number }
  }
  export default function autocannon(options: Options): Promise<Result>
}
