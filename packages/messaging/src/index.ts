export * from './bus.ts'
export * from './embedded-bus.ts'
export * from './relay-store.ts'
export * from './relay.ts'
