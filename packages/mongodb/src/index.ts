export * from './connection.ts'
export * from './failure.ts'
export * from './migrate.ts'
