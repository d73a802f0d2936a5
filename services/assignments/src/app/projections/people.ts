import type { Event, Instant, Projection } from '@careloom/event-sourcing'
import { meetingTimesOf, type MeetingTimes } from '@careloom/terminology'

/** A person was erased: whatever a read model holds of them goes. */
export type PersonErased = Event<'PersonErased', { readonly personId: string }>

type Times = { readonly days: readonly number[]; readonly parts: readonly string[] }
type Spoken = {
  readonly language?: string | undefined
  readonly interpreterNeeded: boolean
  /** Times that are absent were not spoken of: what was said before stays. */
  readonly contact?: { readonly meetingTimes?: Times | undefined } | undefined
}
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
  /** When they can meet, as they said last, and when they said it; null: never said. */
  readonly meeting: { readonly times: MeetingTimes; readonly saidAt: Instant } | null
  readonly facets: readonly string[]
  readonly preferredFacets: readonly string[]
}

const nothingKnown: SeekerRow = {
  birthDate: null,
  language: null,
  interpreterNeeded: false,
  meeting: null,
  facets: [],
  preferredFacets: [],
}

export const seekers: Projection<PersonNews, SeekerRow> = {
  name: 'seekers',
  version: 2,
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
        return {
          ...row,
          ...bornOn(event.data.details),
          ...spoken(event.data.details),
          ...meeting(event.data.details, event.time),
        }
      case 'PersonDetailsChanged':
        return { ...row, ...bornOn(event.data) }
      case 'PersonPreferencesChanged':
        return { ...row, ...spoken(event.data), ...meeting(event.data, event.time) }
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

const meeting = (data: Spoken | undefined, saidAt: Instant): Partial<SeekerRow> => {
  const said = data?.contact?.meetingTimes
  const times = said === undefined ? undefined : meetingTimesOf(said.days, said.parts)
  return times === undefined ? {} : { meeting: { times, saidAt } }
}
