export * from './append-item.ts'
export * from './group-log.ts'
export * from './log-driver.ts'
export * from './record.ts'
