import { z } from 'zod'
import {
  anyText,
  byDefault,
  fieldOf,
  form,
  hostAndPort,
  hostPortText,
  house,
  jsonArray,
  oneOf,
  optional,
  port,
  required,
  settingsOf,
  shortText,
  textField,
  wholeNumber,
  type ConfigOf,
  type Settings,
} from '@careloom/config'
import { settings as kafka } from '@careloom/kafka/config'
import { callers } from '@careloom/proto/callers'
import type { Callers } from '@careloom/rpc'
import { longestDrainSeconds } from './ending.ts'

const mongoUrl = form(
  'an address of MongoDB, such as mongodb://host:27017/?replicaSet=rs0',
  (text) => (/^mongodb(\+srv)?:\/\/[^\s]+$/.test(text) ? text : undefined),
)

/** As it is written where several are told apart by commas. @throws TypeError */
function placeFrom(text: string): string {
  const read = hostAndPort.read(text)
  if ('wrong' in read) throw new TypeError()
  return hostPortText(read.value)
}

const places = () =>
  fieldOf((value) => {
    if (typeof value !== 'string') throw new TypeError()
    return value.split(',').map(placeFrom).join(',')
  }, 'host:port, or several with commas between them; an address of IPv6 in brackets')

const textList = () =>
  fieldOf((value) => {
    if (!Array.isArray(value) || !value.every((each) => typeof each === 'string'))
      throw new TypeError()
    return value as readonly string[]
  }, 'an array of texts')

const place = z.strictObject({
  service: textField(60).describe('the service'),
  address: places().describe('where it is reached'),
})

const ownPlace = optional(
  'CARELOOM_OWN_PLACE',
  hostAndPort,
  'where other processes of its service reach this one, of which one writes the log for all',
  'at its `HOST` and `GRPC_PORT`; where `HOST` is every address, at the first one of its machine',
)

const mongodb = required(
  'CARELOOM_MONGODB',
  mongoUrl,
  'where logs, keys and what replicas agree on are',
  { isSecret: true },
)
const database = byDefault(
  'CARELOOM_DATABASE',
  shortText(38),
  'careloom',
  'the database; every service of a house names the same one',
)

const secretsDir = required(
  'CARELOOM_SECRETS',
  anyText('a path'),
  'the folder of the secrets, the same for every process: it is read, and nothing is made there',
)

/** What the step is told that makes collections, indexes and topics. */
export const migration = settingsOf('migration', { mongodb, database })

/** What the exchange of the key-encryption key is told; it writes the folder of the secrets. */
export const exchange = settingsOf('exchange', { mongodb, database, secretsDir })

const caller = z.strictObject({
  name: textField(60).describe('its name, by which its key is known'),
  calls: textList().describe('the services that it calls, by their full names'),
})

/** What every process is told that runs one service. */
export const settings = settingsOf('cluster', {
  mongodb,
  database,
  secretsDir,
  callerKeysDir: required(
    'CARELOOM_CALLER_KEYS',
    anyText('a path'),
    'the folder of the keys of callers: `<name>.key.pem` of this process, `<caller>.pub.pem` of everybody who may call',
  ),
  ledgerFile: optional(
    'CARELOOM_ERASURES',
    anyText('a path'),
    'the file that remembers who was erased, apart from the database and its backups: for the service `people`',
    'an older database that is put back brings erased people back',
  ),
  witnessFile: optional(
    'CARELOOM_WITNESS',
    anyText('a path'),
    'the file that remembers the heads of its log, for each process another one; put it where neither the database nor the secrets are',
    'a tail of a log that is cut off in the database is found by nobody, unless a syslog server is told',
  ),
  syslog: optional(
    'CARELOOM_SYSLOG',
    hostAndPort,
    'a syslog server that is told the heads of its log as well',
    'nobody else is told',
  ),
  viewsDir: byDefault(
    'CARELOOM_VIEWS',
    anyText('a path'),
    'views',
    'the folder of the read models of this process; it may be lost, and is built anew then',
  ),
  host: byDefault('HOST', shortText(253), '127.0.0.1', 'the address on which it listens'),
  grpcPort: byDefault('GRPC_PORT', port, '9090', 'the port on which its services are called'),
  ownPlace,
  operationsPort: byDefault(
    'OPERATIONS_PORT',
    port,
    '9091',
    'the port of `/livez`, `/readyz` and `/metrics`',
  ),
  certificatesDir: optional(
    'CARELOOM_CERTIFICATES',
    anyText('a path'),
    'the folder of its certificates (mutual TLS): `tls.crt`, `tls.key`, and `ca.crt` of who signs those of the house',
    'calls are not encrypted',
  ),
  unencrypted: byDefault(
    'CARELOOM_UNENCRYPTED_CALLS',
    oneOf('on-this-machine', 'everywhere'),
    'on-this-machine',
    'where calls may go that are not encrypted: `everywhere` is for a network that encrypts by itself, a mesh say',
  ),
  reflection: byDefault(
    'CARELOOM_REFLECTION',
    oneOf('nobody', 'anybody'),
    'nobody',
    'who is told over gRPC which services there are and what they take, as tools such as grpcurl ask it; nothing of a person is in it',
  ),
  places: byDefault(
    'CARELOOM_SERVICES',
    jsonArray(place, { unique: 'service' }),
    '[]',
    'where services are reached that are not at `<service>:9090`',
  ),
  moreCallers: byDefault(
    'CARELOOM_MORE_CALLERS',
    jsonArray(caller, { unique: 'name' }),
    '[]',
    'who may call services beside those of the house: a tool that brings people in, say',
  ),
  drainSeconds: byDefault(
    'CARELOOM_DRAIN_SECONDS',
    wholeNumber(0, longestDrainSeconds),
    '5',
    'how long it still answers after it was told to end, so that nobody is sent to it any more',
  ),
  timeZone: house.timeZone,
})

export type ClusterConfig = ConfigOf<typeof settings>

/** Who may call whom in this house. */
export function callersIn({ moreCallers }: ClusterConfig): Callers {
  const more = moreCallers.map(({ name, calls }) => [name, { calls }] as const)
  return { ...Object.fromEntries(more), ...callers }
}

/** Where a service is reached: `host:port`, or several with commas between them. */
export function placeIn({ places }: ClusterConfig): (service: string) => string {
  const known = new Map(places.map(({ service, address }) => [service, address]))
  return (service) => known.get(service) ?? `${service}:9090`
}

/** What every process is told, by part. */
export const clusterSettings: readonly Settings[] = [settings, kafka]
