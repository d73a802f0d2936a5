import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire'
import type { Codec, ServiceDefinition } from '../definition.ts'

/** True while the process can do its work: its logs take writes and its read models follow. */
export type HealthCheck = () => boolean

const request: Codec<{ service: string }> = {
  encode({ service }) {
    const writer = new BinaryWriter()
    return service === '' ? writer : writer.uint32(10).string(service)
  },
  decode(input) {
    const reader = new BinaryReader(input)
    let service = ''
    while (reader.pos < reader.len) {
      const tag = reader.uint32()
      if (tag >>> 3 === 1) service = reader.string()
      else reader.skip(tag & 7)
    }
    return { service }
  },
}

const response: Codec<{ status: number }> = {
  encode: ({ status }) => new BinaryWriter().uint32(8).int32(status),
  decode(input) {
    const reader = new BinaryReader(input)
    let status = 0
    while (reader.pos < reader.len) {
      const tag = reader.uint32()
      if (tag >>> 3 === 1) status = reader.int32()
      else reader.skip(tag & 7)
    }
    return { status }
  },
}

/** The standard health service (grpc.health.v1, https://grpc.io/docs/guides/health-checking); 1 is SERVING, 2 NOT_SERVING. */
export const healthDefinition = {
  name: 'Health',
  fullName: 'grpc.health.v1.Health',
  methods: {
    check: {
      name: 'Check',
      requestType: request,
      responseType: response,
      requestStream: false,
      responseStream: false,
    },
  },
} as const satisfies ServiceDefinition
