import {
  address,
  anyText,
  byDefault,
  house,
  optional,
  port,
  settingsOf,
  shortText,
  wholeNumber,
  type ConfigOf,
} from '@careloom/config'

export const settings = settingsOf('gateway', {
  origin: house.origin,
  realm: house.realm,
  connections: house.connections,
  audience: byDefault(
    'GATEWAY_AUDIENCE',
    shortText(200),
    'careloom-gateway',
    'the audience that a token must name',
  ),
  realmUrl: optional(
    'GATEWAY_REALM_URL',
    address,
    'where the realm is reached from here, if it is at another address',
    'at `CARELOOM_ISSUER`',
  ),
  secret: optional(
    'GATEWAY_SECRET',
    shortText(500),
    'the secret of the client `GATEWAY_AUDIENCE`, by which the gateway asks twice a minute whether a token still holds',
    'a token holds until it ends',
    { isSecret: true },
  ),
  webClientId: byDefault(
    'GATEWAY_WEB_CLIENT',
    shortText(200),
    'careloom-web',
    'the public client of the realm with which the web app signs people in',
  ),
  webDir: byDefault(
    'GATEWAY_WEB_DIR',
    anyText('a path'),
    'web/dist',
    'the folder of the built web app',
  ),
  rateLimit: byDefault(
    'GATEWAY_RATE_LIMIT_PER_MINUTE',
    wholeNumber(1),
    '6000',
    'requests per minute and caller; more get 429',
  ),
})

export type Config = ConfigOf<typeof settings>

/** Where the gateway is reached that is a process of its own. */
export const door = settingsOf('door', {
  port: byDefault('PORT', port, '8080', 'the port of the product'),
  host: byDefault('HOST', shortText(253), '127.0.0.1', 'the address on which it listens'),
})
