export * from './connection.ts'
export * from './failure.ts'
export * from './log/mongo-log-driver.ts'
export * from './migrate.ts'
