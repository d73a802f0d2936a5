import { createHash } from 'node:crypto'
import { Client } from 'fhir-kit-client'
import { noteTypes } from '@careloom/terminology'
import type { Ehr, Note, NoteResult } from '../../app/ehr.ts'
import type { Connection } from '../../config.ts'
import type { Evidence } from '../../domain/routes.ts'

type Json = Readonly<Record<string, unknown>>
const list = (value: unknown): Json[] =>
  Array.isArray(value)
    ? value.filter((each): each is Json => typeof each === 'object' && each !== null)
    : []
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

const deliverySystem = 'https://careloom.example/delivery'
const deadlineMs = 8_000
const scope = 'system/Patient.rs system/DocumentReference.crs'

/** An EHR over FHIR R4 with a backend client (SMART backend services with a secret). */
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
      if (answer?.ok !== true) return undefined
      const body = await answer.text()
      return {
        evidence: evidenceIn(body),
        hash: createHash('sha256').update(withoutDate(body)).digest('hex'),
      }
    },
    async writeNote(note) {
      try {
        return await write(await client(), note)
      } catch (error) {
        token = undefined
        return failureOf(error)
      }
    },
  }
}

async function accessToken(connection: Connection): Promise<{ value: string; until: number }> {
  const smart = (await (
    await fetch(`${connection.fhirBase}/.well-known/smart-configuration`, {
      signal: AbortSignal.timeout(deadlineMs),
    })
  ).json()) as Json
  const endpoint = text(smart['token_endpoint']) ?? ''
  const basic = Buffer.from(
    `${encodeURIComponent(connection.clientId)}:${encodeURIComponent(connection.clientSecret)}`,
  ).toString('base64')
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      authorization: `Basic ${basic}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
    signal: AbortSignal.timeout(deadlineMs),
  })
  const body = (await answer.json()) as Json
  const value = text(body['access_token'])
  if (!answer.ok || value === undefined)
    throw Object.assign(new Error('token refused'), { response: { status: answer.status } })
  return { value, until: Date.now() + Number(body['expires_in'] ?? 60) * 900 }
}

async function write(client: Client, note: Note): Promise<NoteResult> {
  const patientId = await patientFor(client, note)
  if (patientId === undefined) return { ok: false, code: 'patient-not-found', httpStatus: null }
  const existing = await findNote(client, note)
  const id =
    existing ??
    text(
      (
        (await client.create({
          resourceType: 'DocumentReference',
          body: documentFor(note, patientId),
        })) as Json
      )['id'],
    )
  if (id === undefined) return { ok: false, code: 'no-id-answered', httpStatus: null }
  const readBack = (await client.read({ resourceType: 'DocumentReference', id })) as Json
  const proved = list(readBack['identifier']).some((each) => each['value'] === note.deliveryId)
  return proved
    ? { ok: true, resourceType: 'DocumentReference', resourceId: id }
    : { ok: false, code: 'read-back-differs', httpStatus: null }
}

async function patientFor(client: Client, { identifiers }: Note): Promise<string | undefined> {
  for (const { system, value } of identifiers) {
    const bundle = (await client.search({
      resourceType: 'Patient',
      searchParams: { identifier: `${system}|${value}` },
    })) as Json
    const id = text((list(bundle['entry'])[0]?.['resource'] as Json | undefined)?.['id'])
    if (id !== undefined) return id
  }
  return undefined
}

async function findNote(client: Client, { deliveryId }: Note): Promise<string | undefined> {
  const bundle = (await client.search({
    resourceType: 'DocumentReference',
    searchParams: { identifier: `${deliverySystem}|${deliveryId}` },
  })) as Json
  return text((list(bundle['entry'])[0]?.['resource'] as Json | undefined)?.['id'])
}

function documentFor(note: Note, patientId: string) {
  return {
    resourceType: 'DocumentReference' as const,
    status: 'current' as const,
    identifier: [{ system: deliverySystem, value: note.deliveryId }],
    type: { coding: [noteTypes.mentalHealthProgress], text: note.title },
    category: [
      {
        coding: [
          {
            system: 'http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category',
            code: 'clinical-note',
          },
        ],
      },
    ],
    subject: { reference: `Patient/${patientId}` },
    date: note.writtenAt,
    author: [{ display: 'Careloom' }],
    description: note.title,
    content: [
      {
        attachment: {
          contentType: 'text/plain; charset=utf-8',
          data: Buffer.from(note.text).toString('base64'),
          title: note.title,
        },
      },
    ],
  }
}

function evidenceIn(body: string): Evidence {
  const statement = JSON.parse(body) as Json
  const evidence: Record<string, string[]> = {}
  for (const rest of list(statement['rest']))
    for (const resource of list(rest['resource'])) {
      const type = text(resource['type'])
      if (type !== undefined)
        evidence[type] = list(resource['interaction']).flatMap((each) => text(each['code']) ?? [])
    }
  return evidence
}

/** The date of a statement changes with every reading; what it says does not. */
const withoutDate = (body: string): string => body.replace(/"date"\s*:\s*"[^"]*"/, '')

function failureOf(error: unknown): NoteResult {
  const response =
    typeof error === 'object' && error !== null && 'response' in error
      ? (error.response as { status?: unknown })
      : undefined
  const httpStatus = typeof response?.status === 'number' ? response.status : null
  return { ok: false, code: httpStatus === null ? 'unreachable' : `http-${httpStatus}`, httpStatus }
}
