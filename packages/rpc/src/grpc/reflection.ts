import type { Server } from '@grpc/grpc-js'
import { loadFileDescriptorSetFromBuffer } from '@grpc/proto-loader'
import { ReflectionService } from '@grpc/reflection'
import { descriptors } from '@careloom/proto/descriptors'

/** Tells whoever asks, in both versions of the protocol, which services there are and what they take and answer. */
export function reflect(server: Server, services: string[]): void {
  new ReflectionService(loadFileDescriptorSetFromBuffer(descriptors()), { services }).addToServer(
    server,
  )
}
