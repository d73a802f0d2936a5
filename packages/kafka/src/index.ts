export * from './client.ts'
export * from './driver.ts'
export * from './kafkajs.ts'
export * from './platformatic.ts'
