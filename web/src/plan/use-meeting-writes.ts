import { ApiProblem, type Meeting, type MeetingPlan } from '@careloom/web-api'
import { useTranslation } from 'react-i18next'
import { useTimes } from '../app/format.ts'
import { toast } from '../pieces/toast.tsx'

/** Whether a refusal says that the peer meets somebody else then. */
export function isTaken(error: unknown): boolean {
  return error instanceof ApiProblem && error.problem.code === 'peer-not-free'
}

/** The meeting as it was, to plan it again after *Undo*. */
export function planOf({ at, minutes, modality, location }: Meeting): MeetingPlan {
  return { at, minutes, modality, ...(location === null ? {} : { location }) }
}

/** What is said when it is done. */
export function useMeetingToasts(name: string) {
  const { t } = useTranslation(['plan', 'common'])
  const { say } = useTimes()
  return {
    planned: (at: string) => toast(t('meeting.planned', { when: say(at, 'day-time') })),
    changed: (at: string) => toast(t('meeting.changed', { when: say(at, 'day-time') })),
    cancelled: (undo: () => void) => toast(t('meeting.cancelled', { name }), undo),
  }
}
