import { house, settingsOf, type ConfigOf } from '@careloom/config'

export type { Connection } from '@careloom/config'

export const settings = settingsOf('fhir-adapter', {
  origin: house.origin,
  realm: house.realm,
  connections: house.connections,
})

export type Config = ConfigOf<typeof settings>
