/** What a log line may say beside its words: ids, codes and numbers. No name, no diagnosis, no token. */
export type LogFields = Readonly<Record<LogField, string | number | boolean | undefined>>
export type LogField =
  | 'code'
  | 'where'
  | 'service'
  | 'requestId'
  | 'traceId'
  | 'status'
  | 'durationMs'
  | 'method'
  | 'route'
  | 'count'
  | 'url'
  | 'signal'
  | 'pid'

export type Level = 'info' | 'warn' | 'error'
export type Logger = (level: Level, message: string, fields?: Partial<LogFields>) => void

/** JSON lines. `message` is a fixed sentence of ours, never one with something in it. */
export function jsonLogger(write: (line: string) => void, now: () => string): Logger {
  return (level, message, fields = {}) =>
    write(`${JSON.stringify({ time: now(), level, message, ...fields })}\n`)
}

/**
 * Of an error only what cannot hold content: its code if it has one of ours, else its kind and the first line of its own
 * file position. Messages of libraries repeat their input, so they stay out.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if ('code' in error && typeof error.code === 'string') return error.code
  const at = /\(?((?:file:\/\/)?[^\s()]*:\d+):\d+\)?$/m.exec(error.stack ?? '')?.[1]
  return `${error.name}${at === undefined ? '' : ` at ${at.split('/').slice(-3).join('/')}`}`
}
