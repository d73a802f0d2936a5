export * from './decider-spec.ts'
export * from './notes.ts'
export * from './scratch-log.ts'
