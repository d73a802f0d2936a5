export * from '../gen/careloom/bus/v1/service.ts'
