import { join } from 'node:path'
import type { Callers, ServiceDefinition } from '@careloom/rpc'
import { callerKeysIn, certificatesIn, grpcClient } from '@careloom/rpc/grpc'
import { ownerOf } from '@careloom/proto/owners'

/** One of those who call services of a house, with the key and the certificates that it has there. */
export type As = { readonly folder: string; readonly name: string; readonly callers: Callers }

export const keysIn = (folder: string) => join(folder, 'caller-keys')
export const certificatesOf = (folder: string, name: string) => join(folder, 'certificates', name)

/** A client as that caller has it. @param address as gRPC wants it: of one process, or of several */
export function callAs<D extends ServiceDefinition>(
  { folder, name, callers }: As,
  definition: D,
  address: string,
) {
  const identity = { name, key: callerKeysIn(keysIn(folder), name).own(), callers }
  const onError = (error: unknown) => {
    throw error
  }
  const { client: credentials } = certificatesIn(certificatesOf(folder, name), { onError })
  return grpcClient(definition, address, identity, { credentials, name: ownerOf(definition) })
}
