export * from '../gen/careloom/log/v1/service.ts'
