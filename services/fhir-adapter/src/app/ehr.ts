import type { Evidence } from '../domain/routes.ts'

/** An EHR that we may call. Every call has a deadline; nothing it answers is trusted to be well-formed. */
export type Ehr = {
  /** Its CapabilityStatement, reduced, with the hash of what it said. Undefined when it does not answer. */
  evidence(): Promise<{ readonly evidence: Evidence; readonly hash: string } | undefined>
  /**
   * Writes a note into the chart of whoever has one of the identifiers, unless it is there already, and reads it back.
   * No vendor offers conditional create: the note is searched by its identifier first.
   */
  writeNote(note: Note): Promise<NoteResult>
}

export type Note = {
  readonly deliveryId: string
  readonly identifiers: readonly { readonly system: string; readonly value: string }[]
  readonly title: string
  readonly text: string
  readonly writtenAt: string
}

export type NoteResult =
  | { readonly ok: true; readonly resourceType: 'DocumentReference'; readonly resourceId: string }
  | { readonly ok: false; readonly code: string; readonly httpStatus?: number | undefined }
