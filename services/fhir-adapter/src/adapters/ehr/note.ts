import type { Client } from 'fhir-kit-client'
import { noteTypes } from '@careloom/terminology'
import type { Note, NoteResult } from '../../app/ehr.ts'
import { object } from '../../domain/json.ts'
import { list, text } from './json.ts'

const deliverySystem = 'https://careloom.example/delivery'

/** Writes a note into a chart, unless it is there already, and reads it back. @throws whatever the EHR's answer throws */
export async function writeNote(client: Client, note: Note): Promise<NoteResult> {
  const patientId = await patientFor(client, note)
  if (patientId === undefined) return { ok: false, code: 'patient-not-found' }
  const existing = await findNote(client, note)
  const id = existing ?? (await createNote(client, note, patientId))
  if (id === undefined) return { ok: false, code: 'no-id-answered' }
  const readBack = object(await client.read({ resourceType: 'DocumentReference', id }))
  const proved = list(readBack['identifier']).some((each) => each['value'] === note.deliveryId)
  return proved
    ? { ok: true, resourceType: 'DocumentReference', resourceId: id }
    : { ok: false, code: 'read-back-differs' }
}

async function patientFor(client: Client, { identifiers }: Note): Promise<string | undefined> {
  for (const { system, value } of identifiers) {
    const bundle = await client.search({
      resourceType: 'Patient',
      searchParams: { identifier: `${system}|${value}` },
    })
    const id = firstIdIn(bundle)
    if (id !== undefined) return id
  }
  return undefined
}

async function findNote(client: Client, { deliveryId }: Note): Promise<string | undefined> {
  const bundle = await client.search({
    resourceType: 'DocumentReference',
    searchParams: { identifier: `${deliverySystem}|${deliveryId}` },
  })
  return firstIdIn(bundle)
}

function firstIdIn(bundle: unknown): string | undefined {
  const [first] = list(object(bundle)['entry'])
  return text(object(first?.['resource'])['id'])
}

async function createNote(
  client: Client,
  note: Note,
  patientId: string,
): Promise<string | undefined> {
  const body = documentFor(note, patientId)
  const created = await client.create({ resourceType: 'DocumentReference', body })
  return text(object(created)['id'])
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
