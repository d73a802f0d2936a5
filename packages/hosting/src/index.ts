export * from './host.ts'
export * from './data-place.ts'
export * from './readiness.ts'
