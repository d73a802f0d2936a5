import { seed } from '@careloom/embedded/seed'
import { sandboxCallers } from '@careloom/embedded/world'
import { instantOf } from '@careloom/event-sourcing'
import { ownerOf } from '@careloom/proto/owners'
import { callerKeysIn, grpcClient, type Proof } from '@careloom/rpc/grpc'

/** How the services of a house are called. */
export type Ways = {
  /** The folder of the keys of callers. */
  readonly callerKeysDir: string
  to(service: string): { readonly address: string; readonly proof: Proof | undefined }
}

/** The people whom the sandbox starts with, brought in by a caller of its own. Once or often, the outcome is the same. */
export async function seedOver({ callerKeysDir, to }: Ways): Promise<void> {
  const key = callerKeysIn(callerKeysDir, 'sandbox').own()
  const identity = { name: 'sandbox', key, callers: sandboxCallers }
  const open: (() => void)[] = []
  const host: Parameters<typeof seed>[0] = {
    clock: () => instantOf(Date.now()),
    client(definition) {
      const { address, proof } = to(ownerOf(definition))
      const { client, close } = grpcClient(definition, address, identity, proof)
      open.push(close)
      return client
    },
  }
  try {
    await seed(host)
  } finally {
    for (const close of open) close()
  }
}
