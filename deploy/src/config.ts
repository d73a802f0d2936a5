import {
  anyText,
  byDefault,
  form,
  origin,
  port,
  required,
  settingsOf,
  shortText,
} from '@careloom/config'
import type { Place } from './front.ts'

const placeOf = (text: string): Place | undefined => {
  const [, host, number] = /^([^\s:,/]+):(\d{1,5})$/.exec(text) ?? []
  return host === undefined ? undefined : { host, port: Number(number) }
}

const place = form('host:port', placeOf)

const places = form('host:port, or several with commas between them', (text) => {
  const all = text.split(',').map(placeOf)
  return all.every((each) => each !== undefined) ? all : undefined
})

const listens = {
  host: byDefault('HOST', shortText(253), '127.0.0.1', 'the address on which it listens'),
}

/** Before anything else is there: what a house to try it out keeps in files. */
export const preparation = settingsOf('preparation', {
  folder: required('SANDBOX_FOLDER', anyText('a path'), 'the folder of secrets and keys'),
  realm: required('SANDBOX_REALM', anyText('a path'), 'the folder from which Keycloak imports'),
})

export const replicaSet = settingsOf('replica-set', {
  member: required('SANDBOX_MONGODB', place, 'the one member of the replica set'),
})

/** One address for a house with several gateways. */
export const web = settingsOf('web', {
  ...listens,
  port: byDefault('PORT', port, '8080', 'the port of the product'),
  gateways: required('WEB_GATEWAYS', places, 'the gateways, each in turn'),
  identity: required('WEB_IDENTITY', place, 'who signs people in: what is below `/realms`'),
})

export const hospital = settingsOf('hospital', {
  ...listens,
  port: byDefault('HOSPITAL_PORT', port, '8081', 'the port of the hospital'),
  origin: required('HOSPITAL_ORIGIN', origin, 'where people and the product know it'),
  dataDir: required('HOSPITAL_DATA', anyText('a path'), 'the folder of its records'),
  careloom: required('CARELOOM_ORIGIN', origin, 'where people reach the product'),
  reachedAt: required('HOSPITAL_REACHES', origin, 'where the hospital reaches the product'),
})
