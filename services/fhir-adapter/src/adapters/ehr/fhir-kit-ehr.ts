import { Client } from 'fhir-kit-client'
import { reached } from '@careloom/config'
import type { Ehr, NoteResult } from '../../app/ehr.ts'
import type { Connection } from '../../config.ts'
import { object } from '../../domain/json.ts'
import { accessToken, deadlineMs } from './access-token.ts'
import { writeNote } from './note.ts'
import { readStatement } from './statement.ts'

type Token = Awaited<ReturnType<typeof accessToken>>

/** An EHR over FHIR R4 with a backend client: one token for as long as it is good, asked for once however many need it. */
export function fhirKitEhr(connection: Connection): Ehr {
  let token: Token | undefined
  let asked: Promise<Token> | undefined

  async function bearerToken(): Promise<string> {
    if (token === undefined || token.until <= Date.now()) {
      asked ??= accessToken(connection).finally(() => (asked = undefined))
      token = await asked
    }
    return token.value
  }

  const client = async () =>
    new Client({
      baseUrl: reached(connection, connection.fhirBase),
      bearerToken: await bearerToken(),
      requestOptions: { signal: AbortSignal.timeout(deadlineMs) },
    })

  return {
    async evidence() {
      const answer = await fetch(reached(connection, `${connection.fhirBase}/metadata`), {
        signal: AbortSignal.timeout(deadlineMs),
      }).catch(() => undefined)
      return answer?.ok === true ? readStatement(await answer.text()) : undefined
    },
    async writeNote(note) {
      try {
        return await writeNote(await client(), note)
      } catch (error) {
        const failure = failureOf(error)
        // Only who is not let in needs another: nobody asks a hospital that is busy for tokens too.
        if (!failure.ok && failure.httpStatus === 401) token = undefined
        return failure
      }
    },
  }
}

function failureOf(error: unknown): NoteResult {
  const { status } = object(object(error)['response'])
  return typeof status === 'number'
    ? { ok: false, code: `http-${status}`, httpStatus: status }
    : { ok: false, code: 'unreachable' }
}
