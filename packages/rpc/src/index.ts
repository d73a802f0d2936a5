export * from './commands.ts'
export * from './definition.ts'
export * from './errors.ts'
export * from './in-process.ts'
