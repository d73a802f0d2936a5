import { environment } from '@careloom/config'

/** The real engines that tests run on, by their official images; the environment names others that stand in for them. */
export const images = {
  MongoDB: { variable: 'CARELOOM_TEST_MONGO_IMAGE', official: 'mongo:8' },
  Kafka: { variable: 'CARELOOM_TEST_KAFKA_IMAGE', official: 'apache/kafka:4.3.1' },
  Keycloak: {
    variable: 'CARELOOM_TEST_KEYCLOAK_IMAGE',
    official: 'quay.io/keycloak/keycloak:26.7.3',
  },
} as const

export type EngineName = keyof typeof images

export function imageOf(engine: EngineName): string {
  const { variable, official } = images[engine]
  return environment[variable] || official
}
