export * from '../gen/careloom/fhiradapter/v1/service.ts'
