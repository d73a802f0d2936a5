import { join } from 'node:path'
import { seed } from '@careloom/embedded/seed'
import { sandboxCallers } from '@careloom/embedded/world'
import { instantOf } from '@careloom/event-sourcing'
import { ownerOf } from '@careloom/proto/owners'
import { addressOf, callerKeysIn, certificatesIn, grpcClient } from '@careloom/rpc/grpc'

export type Reached = {
  /** Where a service is, with commas between several addresses. */
  readonly placesOf: (service: string) => string
  readonly callerKeys: string
  /** Of which `sandbox` is a folder. */
  readonly certificates: string
}

/** The people whom the sandbox starts with, brought in by a caller of its own. */
export async function seedOver({ placesOf, callerKeys, certificates }: Reached): Promise<void> {
  const key = callerKeysIn(callerKeys, 'sandbox').own()
  const identity = { name: 'sandbox', key, callers: sandboxCallers }
  const onError = (error: unknown) => {
    throw error
  }
  const { client: credentials } = certificatesIn(join(certificates, 'sandbox'), { onError })
  const open: (() => void)[] = []
  await seed({
    clock: () => instantOf(Date.now()),
    client(definition) {
      const name = ownerOf(definition)
      const address = addressOf(placesOf(name))
      const { client, close } = grpcClient(definition, address, identity, { credentials, name })
      open.push(close)
      return client
    },
  })
  for (const close of open) close()
}
