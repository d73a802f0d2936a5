export * from './connection.ts'
export * from './postgres-log-driver.ts'
