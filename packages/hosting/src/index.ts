export * from './host.ts'
export * from './data-place.ts'
