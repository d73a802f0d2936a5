import type { Modality, PeerWorkerTitle } from '@careloom/terminology'
import type { OrganizationId, ProgramId } from './ids.ts'

/** A weekly span in the programme's local time: day 0 is Monday, minutes after midnight, end exclusive. */
export type WeeklySpan = {
  readonly day: number
  readonly fromMinute: number
  readonly toMinute: number
}

/** What others may know of a peer worker, whole. Lived experience is not here: it has its own consent. */
export type PeerWorkerDetails = {
  readonly displayName: string
  readonly title: PeerWorkerTitle
  readonly organizationId: OrganizationId
  readonly programIds: readonly ProgramId[]
  /** BCP 47. */
  readonly languages: readonly string[]
  readonly modalities: readonly Modality[]
  readonly schedule: readonly WeeklySpan[]
  readonly travelsMetres: number
  readonly skills: readonly string[]
  readonly servesAgesFrom: number
  readonly servesAgesTo: number
  /** In units of caseload weight; an ordinary assignment weighs 1. There is no national number. */
  readonly caseloadLimit: number
  /** A number of the organization that forwards; never the peer's own. */
  readonly proxiedPhone?: string | undefined
  /** A few sentences in the peer's own words, for the person who chooses. */
  readonly introduction?: string | undefined
}

export type DetailsProblem =
  'display-name-missing' | 'caseload-limit-incorrect' | 'schedule-incorrect' | 'ages-incorrect'

/** The first thing that is wrong with details; undefined when nothing is. */
export function problemWith(details: PeerWorkerDetails): DetailsProblem | undefined {
  if (details.displayName.trim() === '') return 'display-name-missing'
  if (!isCount(details.caseloadLimit)) return 'caseload-limit-incorrect'
  if (!details.schedule.every(isSpan)) return 'schedule-incorrect'
  const { servesAgesFrom, servesAgesTo } = details
  const areAges = isCount(servesAgesFrom) && isCount(servesAgesTo) && servesAgesFrom <= servesAgesTo
  return areAges ? undefined : 'ages-incorrect'
}

function isSpan({ day, fromMinute, toMinute }: WeeklySpan): boolean {
  return (
    [day, fromMinute, toMinute].every(isCount) &&
    day <= 6 &&
    fromMinute < toMinute &&
    toMinute <= 24 * 60
  )
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}
