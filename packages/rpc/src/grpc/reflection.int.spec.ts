import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import {
  ChannelCredentials,
  makeGenericClientConstructor,
  status,
  type ClientDuplexStream,
  type ServiceDefinition as GrpcService,
} from '@grpc/grpc-js'
import {
  loadFileDescriptorSetFromBuffer,
  loadSync,
  type ServiceDefinition as LoadedService,
} from '@grpc/proto-loader'
import { describe, it } from '@jest/globals'
import { PeopleServiceDefinition } from '@careloom/proto/people'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import type { Handlers } from '../definition.ts'
import { trust } from '../testing/known.ts'
import { GrpcServer } from './server.ts'

const people = PeopleServiceDefinition.fullName
const library = dirname(createRequire(import.meta.url).resolve('@grpc/reflection/package.json'))

type Asked = { readonly listServices?: string; readonly fileContainingSymbol?: string }
type Said = {
  readonly listServicesResponse?: { readonly service: readonly { readonly name: string }[] }
  readonly fileDescriptorResponse?: { readonly fileDescriptorProto: readonly Buffer[] }
}

async function open(t: TestContext, isReflected?: boolean): Promise<string> {
  const server = new GrpcServer({
    isHealthy: () => true,
    trust,
    ...(isReflected === undefined ? {} : { isReflected }),
  })
  server.add(PeopleServiceDefinition, {} as Handlers<typeof PeopleServiceDefinition>)
  const { port, close } = await server.listen('127.0.0.1:0')
  t.after(() => close(0))
  return `127.0.0.1:${port}`
}

/** A client that knows nothing of the house: it is made of what it was told. */
function clientOf(t: TestContext, address: string, service: GrpcService) {
  const Stub = makeGenericClientConstructor(service, 'Service')
  const stub = new Stub(address, ChannelCredentials.createInsecure())
  t.after(() => stub.close())
  return stub
}

/** Asks as grpcurl does. */
async function ask(t: TestContext, address: string, version: string, asked: Asked): Promise<Said> {
  const file = join(library, `build/proto/grpc/reflection/${version}/reflection.proto`)
  const service = loadSync(file)[`grpc.reflection.${version}.ServerReflection`] as GrpcService
  const stub = clientOf(t, address, service)
  const info = stub['ServerReflectionInfo'] as unknown as () => ClientDuplexStream<Asked, Said>
  const stream = info.call(stub)
  stream.write(asked)
  stream.end()
  for await (const said of stream as AsyncIterable<Said>) return said
  return assert.fail('nothing was said')
}

/** What was told of a symbol, as definitions that a client can be made of. */
async function described(t: TestContext, address: string, version: string, symbol: string) {
  const said = await ask(t, address, version, { fileContainingSymbol: symbol })
  const files = said.fileDescriptorResponse?.fileDescriptorProto ?? []
  const set = files.flatMap((file) => [Buffer.from([0x0a, ...varint(file.length)]), file])
  return loadFileDescriptorSetFromBuffer(Buffer.concat(set))
}

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]

describe('reflection', () => {
  for (const version of ['v1', 'v1alpha'])
    it(
      `names the services of the process, and describes what a method takes (${version})`,
      withContext(async (t) => {
        const address = await open(t, true)
        const { listServicesResponse } = await ask(t, address, version, { listServices: '' })
        const named = (listServicesResponse?.service ?? []).map(({ name }) => name)
        assert.deepEqual(named.sort(), [people, 'grpc.health.v1.Health'])
        const told = await described(t, address, version, people)
        const { ErasePerson } = told[people] as LoadedService
        const type = ErasePerson?.requestType.type as { field: { name: string }[] }
        assert.deepEqual(
          type.field.map(({ name }) => name),
          ['person_id'],
        )
      }),
    )
  it(
    'lets whoever was told ask for the health of a service, and nothing else without a credential',
    withContext(async (t) => {
      const address = await open(t, true)
      type Ask = (
        asked: object,
        done: (error: { code: number } | null, said?: { status: string | number }) => void,
      ) => void
      const call = async (service: string, method: string, asked: object) => {
        const told = await described(t, address, 'v1', service)
        const stub = clientOf(t, address, told[service] as GrpcService)
        return new Promise((resolve) =>
          (stub[method] as unknown as Ask).call(stub, asked, (error, said) =>
            resolve(error === null ? said : error.code),
          ),
        )
      }
      assert.deepEqual(await call('grpc.health.v1.Health', 'Check', { service: people }), {
        status: 1,
      })
      assert.equal(await call(people, 'ErasePerson', { personId: 'p' }), status.UNAUTHENTICATED)
    }),
  )
  it(
    'says nothing unless somebody wants it to',
    withContext(async (t) => {
      const address = await open(t)
      for (const version of ['v1', 'v1alpha'])
        await assert.rejects(ask(t, address, version, { listServices: '' }), {
          code: status.UNIMPLEMENTED,
        })
    }),
  )
})
