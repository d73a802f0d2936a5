import type { Goal } from '@careloom/web-api'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../app/api.ts'
import { Act } from '../../../pieces/basics.tsx'
import { later } from '../../../pieces/later.tsx'
import { toast } from '../../../pieces/toast.tsx'
import { useAttainmentWords } from '../../../plan/attainment.ts'

const RateSheet = later(() => import('../../../plan/rate-sheet.tsx').then((part) => part.RateSheet))

/** How it goes, by the person's own word. */
export function GoalRating({ goal }: { goal: Goal }) {
  const { t } = useTranslation(['person', 'plan', 'common'])
  const say = useAttainmentWords()
  const [rating, setRating] = useState(false)
  const send = useWrite('rateOwnGoal', () => {
    setRating(false)
    toast(t('plan:goal.rated'))
  })
  const own = goal.ratings.person
  return (
    <>
      <p className="goal-next goal-line">
        <span className="dim">
          {own === null ? t('goalNotRated') : t('goalRated', { how: say(own) })}
        </span>
        <Act onClick={() => setRating(true)}>{t('plan:goal.rate')}</Act>
      </p>
      {rating ? (
        <RateSheet
          goal={goal}
          value={own}
          busy={send.isPending}
          error={send.error}
          onSend={(attainment) =>
            send.mutate({ params: { goalId: goal.goalId }, body: { attainment } })
          }
          onClose={() => setRating(false)}
        />
      ) : null}
    </>
  )
}
