import { projection, type Event, type Instant } from '@careloom/event-sourcing'
import { meetingTimesOf, type MeetingTimes } from '@careloom/terminology'

/** A person is being erased: what is held for them is let go. */
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
  | Event<'PersonDetailsCorrected', { readonly personId: string } & Born>
  | Event<'PreferencesEdited', { readonly personId: string } & Spoken>
  | Event<
      'MatchingFacetsOpened',
      {
        readonly personId: string
        readonly facets: readonly string[]
        readonly preferredFacets: readonly string[]
      }
    >

/** A person as matching may know them: no name, only what they opened. For rankings. */
export type KnownPersonRow = {
  readonly personId: string
  readonly birthDate?: string | undefined
  readonly language?: string | undefined
  readonly interpreterNeeded: boolean
  /** When they can meet, as they said last, and when they said it; absent: never said. */
  readonly meeting?: { readonly times: MeetingTimes; readonly saidAt: Instant }
  readonly facets: readonly string[]
  readonly preferredFacets: readonly string[]
}

const unknown = (personId: string): KnownPersonRow => ({
  personId,
  interpreterNeeded: false,
  facets: [],
  preferredFacets: [],
})

export const knownPeople = projection<PersonNews, KnownPersonRow>({
  name: 'known-people',
  version: 2,
  key: ({ personId }) => personId,
  person: ({ personId }) => personId,
  on: {
    PersonRegistered: (row, { personId, details }, { time }) => ({
      ...(row ?? unknown(personId)),
      ...bornOn(details),
      ...spoken(details),
      ...meeting(details, time),
    }),
    PersonDetailsCorrected: (row, data) => ({
      ...(row ?? unknown(data.personId)),
      ...bornOn(data),
    }),
    PreferencesEdited: (row, data, { time }) => ({
      ...(row ?? unknown(data.personId)),
      ...spoken(data),
      ...meeting(data, time),
    }),
    MatchingFacetsOpened: (row, { personId, facets, preferredFacets }) => ({
      ...(row ?? unknown(personId)),
      facets,
      preferredFacets,
    }),
  },
})

const bornOn = (data: Born | undefined) => ({ birthDate: data?.birthDate })

const spoken = (data: Spoken | undefined) => ({
  language: data?.language,
  interpreterNeeded: data?.interpreterNeeded ?? false,
})

const meeting = (data: Spoken | undefined, saidAt: Instant): Partial<KnownPersonRow> => {
  const said = data?.contact?.meetingTimes
  const times = said === undefined ? undefined : meetingTimesOf(said.days, said.parts)
  return times === undefined ? {} : { meeting: { times, saidAt } }
}
