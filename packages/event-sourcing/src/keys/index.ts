export * from './erasure-ledger.ts'
export * from './holders.ts'
export * from './sealed-entries.ts'
export * from './wrapped-key.ts'
