import { networkInterfaces } from 'node:os'
import { hostPortText } from '@careloom/config'
import type { ClusterConfig } from './config.ts'

/**
 * Where other processes of its service reach this one: `host:port`.
 * @param port on which it listens
 * @param machine answers an address of this machine
 */
export function ownPlace(
  { ownPlace: said, host }: ClusterConfig,
  port: number,
  machine = firstOfMachine,
): string {
  return hostPortText(said ?? { host: isEveryAddress(host) ? machine() : host, port })
}

const isEveryAddress = (host: string): boolean => host === '0.0.0.0' || host === '::'

/** The first address of this machine at which others reach it. */
function firstOfMachine(): string {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  const found = all.find(({ internal, family }) => !internal && family === 'IPv4')
  return found?.address ?? '127.0.0.1'
}
