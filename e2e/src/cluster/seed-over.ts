import { seed } from '@careloom/embedded/seed'
import { sandboxCallers } from '@careloom/embedded/world'
import { instantOf } from '@careloom/event-sourcing'
import { ownerOf } from '@careloom/proto/owners'
import { addressOf } from '@careloom/rpc/grpc'
import { callAs } from './call-as.ts'

/** The people whom the sandbox starts with, brought in by a caller of its own. @param placesOf with commas between several addresses */
export async function seedOver(
  folder: string,
  placesOf: (service: string) => string,
): Promise<void> {
  const sandbox = { folder, name: 'sandbox', callers: sandboxCallers }
  const open: (() => void)[] = []
  await seed({
    clock: () => instantOf(Date.now()),
    client(definition) {
      const address = addressOf(placesOf(ownerOf(definition)))
      const { client, close } = callAs(sandbox, definition, address)
      open.push(close)
      return client
    },
  })
  for (const close of open) close()
}
