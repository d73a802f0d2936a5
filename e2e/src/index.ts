export * from './fhir.ts'
export * from './journey.ts'
export * from './product.ts'
export * from './sign-in.ts'
