export * from './log.ts'
export * from './metrics.ts'
export * from './otlp.ts'
export * from './tracing.ts'
