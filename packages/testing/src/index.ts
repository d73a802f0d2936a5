export * from './decider-spec.ts'
export * from './notes.ts'
export * from './projection-spec.ts'
export * from './scratch-log.ts'
