import { createHash, sign, verify, type KeyObject } from 'node:crypto'
import type { Metadata as GrpcMetadata } from '@grpc/grpc-js'
import {
  refusalOf,
  unknownCaller,
  withWord,
  type CallerRefusal,
  type Callers,
} from '../callers/callers.ts'
import type { Call } from '../definition.ts'
import { RpcFailure } from '../errors.ts'
import { fromHeaders, metadataKey, revisionKey, seenKey, toHeaders } from './wire.ts'
import { provenWord, signedWord } from './word.ts'

/** Who a process is to others: its name, and the Ed25519 key that nobody else has. */
export type Identity = {
  readonly name: string
  readonly key: KeyObject
  readonly callers: Callers
  readonly nowMs?: () => number
}

/** Whom a process believes: what the house declares, and the public keys of those who call. */
export type Trust = {
  readonly callers: Callers
  readonly keyOf: (caller: string) => KeyObject | undefined
  readonly nowMs?: () => number
  readonly onRefused?: (refusal: CallerRefusal) => void
}

type Credential = {
  readonly caller: string
  readonly method: string
  readonly until: number
  readonly signature: string
}

export const callerKey = 'careloom-caller-bin'
const signedHeaders = [metadataKey, revisionKey, seenKey]
const lastsMs = 30_000
/** Clocks of two machines differ. */
const skewMs = 5_000

/** The headers of a call: what it is, and that this caller asks it of this method, with these bytes, now. */
export function credentialed(
  { name, key, callers, nowMs = Date.now }: Identity,
  path: string,
  call: Call,
  body: Uint8Array,
): GrpcMetadata {
  const now = nowMs()
  const metadata = withWord(callers, name, call.metadata, now)
  const { vouched } = metadata
  const said = vouched?.by === name ? signedWord(vouched, key) : vouched
  const headers = toHeaders({ ...call, metadata: { ...metadata, vouched: said } })
  const until = now + lastsMs
  const digest = digestOf(name, path, until, headers, body)
  const credential: Credential = {
    caller: name,
    method: path,
    until,
    signature: sign(null, digest, key).toString('base64'),
  }
  headers.set(callerKey, Buffer.from(JSON.stringify(credential)))
  return headers
}

/** The call that a request carries. @throws RpcFailure: nobody knows who calls, or they may not; InvalidInput */
export function admitted(
  trust: Trust,
  service: string,
  path: string,
  headers: GrpcMetadata,
  body: Uint8Array,
): Call {
  const credential = credentialIn(headers)
  try {
    const now = (trust.nowMs ?? Date.now)()
    proveCaller(credential, trust, path, headers, body, now)
    const { metadata, ...rest } = fromHeaders(headers)
    const vouched = metadata.vouched && provenWord(metadata.vouched, trust.keyOf)
    const call = { ...rest, metadata: { ...metadata, ...(vouched && { vouched }) } }
    const refusal = refusalOf(trust.callers, credential?.caller ?? '', service, call.metadata, now)
    if (refusal !== undefined) throw refusal
    return call
  } catch (error) {
    if (error instanceof RpcFailure)
      trust.onRefused?.({
        caller: nameOf(credential, trust),
        method: path.slice(1),
        reason: error.reason ?? '',
      })
    throw error
  }
}

/** Anybody can claim any name: only those of the house are repeated. */
function nameOf(credential: Credential | undefined, { keyOf }: Trust): string {
  if (credential === undefined || keyOf(credential.caller) === undefined) return 'nobody'
  return credential.caller
}

function proveCaller(
  credential: Credential | undefined,
  { keyOf }: Trust,
  path: string,
  headers: GrpcMetadata,
  body: Uint8Array,
  now: number,
): void {
  if (credential === undefined) throw unknownCaller('credential-missing')
  const { caller, method, until, signature } = credential
  const key = keyOf(caller)
  if (key === undefined) throw unknownCaller('caller-not-known')
  if (method !== path) throw unknownCaller('credential-for-another-method')
  if (until + skewMs <= now) throw unknownCaller('credential-is-over')
  if (until - skewMs > now + lastsMs) throw unknownCaller('credential-lasts-too-long')
  const digest = digestOf(caller, path, until, headers, body)
  if (!verify(null, digest, key, Buffer.from(signature, 'base64')))
    throw unknownCaller('credential-not-genuine')
}

/** Each part with its length, each header with its name: no two calls have the same digest. */
function digestOf(
  caller: string,
  path: string,
  until: number,
  headers: GrpcMetadata,
  body: Uint8Array,
): Buffer {
  const hash = createHash('sha256')
  const said = signedHeaders.flatMap((name) => {
    const values = headers.get(name)
    return [`${name} ${values.length}`, ...values]
  })
  for (const part of ['careloom-call 1', caller, path, String(until), ...said, body]) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part
    hash.update(`${bytes.byteLength}:`).update(bytes)
  }
  return hash.digest()
}

function credentialIn(headers: GrpcMetadata): Credential | undefined {
  const [bytes] = headers.get(callerKey)
  if (bytes === undefined) return undefined
  try {
    const said: unknown = JSON.parse(String(bytes))
    return isCredential(said) ? said : undefined
  } catch {
    return undefined
  }
}

function isCredential(said: unknown): said is Credential {
  if (typeof said !== 'object' || said === null) return false
  const { caller, method, until, signature } = said as Record<string, unknown>
  return (
    typeof caller === 'string' &&
    typeof method === 'string' &&
    typeof until === 'number' &&
    typeof signature === 'string'
  )
}
