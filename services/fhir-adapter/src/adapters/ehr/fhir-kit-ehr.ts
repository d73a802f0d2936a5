import { Client } from 'fhir-kit-client'
import type { Ehr, NoteResult } from '../../app/ehr.ts'
import type { Connection } from '../../config.ts'
import { object } from '../../domain/json.ts'
import { accessToken, deadlineMs } from './access-token.ts'
import { writeNote } from './note.ts'
import { readStatement } from './statement.ts'

/** An EHR over FHIR R4 with a backend client. */
export function fhirKitEhr(connection: Connection): Ehr {
  let token: { value: string; until: number } | undefined

  async function client(): Promise<Client> {
    if (token === undefined || token.until <= Date.now()) token = await accessToken(connection)
    return new Client({
      baseUrl: connection.fhirBase,
      bearerToken: token.value,
      requestOptions: { signal: AbortSignal.timeout(deadlineMs) },
    })
  }

  return {
    async evidence() {
      const answer = await fetch(`${connection.fhirBase}/metadata`, {
        signal: AbortSignal.timeout(deadlineMs),
      }).catch(() => undefined)
      return answer?.ok === true ? readStatement(await answer.text()) : undefined
    },
    async writeNote(note) {
      try {
        return await writeNote(await client(), note)
      } catch (error) {
        token = undefined
        return failureOf(error)
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
