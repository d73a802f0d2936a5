import type { Request, Response } from 'express'
import type { CareloomBackend } from '../careloom.ts'
import type { StoredResource } from '../fhir/resource.ts'
import type { FhirStore } from '../fhir/store.ts'
import type { DeskStore } from '../smart/desk-store.ts'
import type { Html } from './html.ts'
import { page, sendPage } from './layout.ts'
import type { Viewer } from './layout.ts'
import { patientAside } from './patients.ts'
import { fullName } from './words.ts'

export type ScreenParts = {
  readonly store: FhirStore
  readonly desk: DeskStore
  readonly careloom: CareloomBackend
  readonly base: string
  readonly careloomBase: string
  readonly fhirBase: string
  readonly files: string
  readonly now: () => number
  readonly onError: ((error: Error) => void) | undefined
}

/** One request of somebody who is logged in, about one patient. */
export type Visit = {
  readonly parts: ScreenParts
  readonly request: Request
  readonly response: Response
  readonly viewer: Viewer
  readonly patient: StoredResource
}

/** Sends a page about a patient, with the list beside it. */
export function sendAbout(
  { parts, response, viewer, patient }: Visit,
  status: number,
  main: Html,
): void {
  const aside = patientAside(parts.store.all('Patient'), patient.id, parts.now())
  sendPage(response, status, page(fullName(patient), viewer, main, aside), parts.careloomBase)
}
