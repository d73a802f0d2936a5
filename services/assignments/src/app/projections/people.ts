import type { Event, Projection } from '@careloom/event-sourcing'

/** A person was erased: whatever a read model holds of them goes. */
export type PersonErased = Event<'PersonErased', { readonly personId: string }>

type Spoken = { readonly language?: string | undefined; readonly interpreterNeeded: boolean }
type Born = { readonly birthDate?: string | undefined }

/** What `people` publishes, as far as matching uses it. */
export type PersonNews =
  | Event<
      'PersonRegistered',
      { readonly personId: string; readonly details?: (Spoken & Born) | undefined }
    >
  | Event<'PersonDetailsChanged', { readonly personId: string } & Born>
  | Event<'PersonPreferencesChanged', { readonly personId: string } & Spoken>
  | Event<
      'MatchingFacetsOpened',
      {
        readonly personId: string
        readonly facets: readonly string[]
        readonly preferredFacets: readonly string[]
      }
    >
  | PersonErased

/** A person as matching may know them: no name, only what they opened. For rankings. */
export type SeekerRow = {
  readonly birthDate: string | null
  readonly language: string | null
  readonly interpreterNeeded: boolean
  readonly facets: readonly string[]
  readonly preferredFacets: readonly string[]
}

const nothingKnown: SeekerRow = {
  birthDate: null,
  language: null,
  interpreterNeeded: false,
  facets: [],
  preferredFacets: [],
}

export const seekers: Projection<PersonNews, SeekerRow> = {
  name: 'seekers',
  version: 1,
  handles: [
    'PersonRegistered',
    'PersonDetailsChanged',
    'PersonPreferencesChanged',
    'MatchingFacetsOpened',
    'PersonErased',
  ],
  keysOf: (event) => [event.data.personId],
  project(row = nothingKnown, event) {
    switch (event.type) {
      case 'PersonRegistered':
        return { ...row, ...bornOn(event.data.details), ...spoken(event.data.details) }
      case 'PersonDetailsChanged':
        return { ...row, ...bornOn(event.data) }
      case 'PersonPreferencesChanged':
        return { ...row, ...spoken(event.data) }
      case 'MatchingFacetsOpened':
        return { ...row, facets: event.data.facets, preferredFacets: event.data.preferredFacets }
      case 'PersonErased':
        return null
    }
  },
}

const bornOn = (data: Born | undefined) => ({ birthDate: data?.birthDate ?? null })

const spoken = (data: Spoken | undefined) => ({
  language: data?.language ?? null,
  interpreterNeeded: data?.interpreterNeeded ?? false,
})
