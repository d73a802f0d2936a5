export * from './listening.ts'
export * from './opening-hours.ts'
