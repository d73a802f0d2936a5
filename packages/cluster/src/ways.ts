import { ServerCredentials } from '@grpc/grpc-js'
import { addressOf, certificatesIn, type Proof } from '@careloom/rpc/grpc'
import { placeIn, type ClusterConfig } from './config.ts'

/** How the process is called, and calls others. */
export type Ways = {
  readonly server: ServerCredentials
  /**
   * Where a service of another process is reached, or the one of its processes that is at this place, and how it proves who it is.
   * @throws TypeError as `waysIn` does
   */
  to(service: string, place?: string): Way
}

export type Way = { readonly address: string; readonly proof: Proof | undefined }

/**
 * With certificates both sides prove to be of the house, and nothing is read on the way. Without, nothing leaves this machine unless
 * somebody said that it may.
 * @throws TypeError naming the setting: calls would go over a network unencrypted; the certificates cannot be used
 */
export function waysIn(config: ClusterConfig, onError: (error: unknown) => void): Ways {
  const { certificatesDir, host } = config
  const placeOf = placeIn(config)
  if (certificatesDir !== undefined) {
    const { server, client: credentials } = certificatesIn(certificatesDir, { onError })
    return {
      server,
      to: (name, place = placeOf(name)) => ({
        address: addressOf(place),
        proof: { credentials, name },
      }),
    }
  }
  const unencrypted = (places: string) => {
    if (config.unencrypted === 'everywhere' || places.split(',').every(isHere)) return places
    throw new TypeError(
      `${places} is not on this machine, and calls would not be encrypted: set CARELOOM_CERTIFICATES, or CARELOOM_UNENCRYPTED_CALLS to \`everywhere\` where the network encrypts by itself`,
    )
  }
  unencrypted(host)
  return {
    server: ServerCredentials.createInsecure(),
    to: (name, place = placeOf(name)) => ({
      address: addressOf(unencrypted(place)),
      proof: undefined,
    }),
  }
}

const isHere = (place: string): boolean =>
  /^(127(\.\d{1,3}){3}|localhost|\[?::1\]?)(:\d+)?$/.test(place)
