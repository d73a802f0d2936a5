export * from '../gen/careloom/common/v1/common.ts'
