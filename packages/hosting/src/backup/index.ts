export * from './back-up.ts'
export * from './not-done.ts'
export * from './restore.ts'
