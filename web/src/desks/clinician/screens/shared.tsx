import type { ClinicianReferral } from '@careloom/web-api'
import { IconEye, IconEyeOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useAnd, useTimes } from '../../../app/format.ts'
import { Card, Section, Words } from '../../../pieces/basics.tsx'

export function Shared({ referral }: { referral: ClinicianReferral }) {
  const { t } = useTranslation(['clinician', 'common'])
  const and = useAnd()
  const { say } = useTimes()
  const { shared } = referral
  const name = referral.person.givenName
  const open = shared.categories.length > 0
  const until = shared.until
    ? t('status.until', { day: say(shared.until, 'date') })
    : t('status.untilEnded', { name })
  const list = (categories: typeof shared.categories) =>
    and(categories.map((category) => t(`common:category.${category}`)))
  return (
    <Section
      title={t('status.shares', { name })}
      aside={open ? <span className="dim small">{until}</span> : null}
    >
      <Card>
        <div className="stack gap-16">
          {shared.goals.map((goal) => (
            <Words
              key={goal.words}
              by={
                goal.nextStep
                  ? t('status.goalNext', { name, step: goal.nextStep })
                  : t('status.goalBy', { name })
              }
            >
              {goal.words}
            </Words>
          ))}
          <p className="icon-line">
            <IconEye size={18} aria-hidden />
            <span>
              {open
                ? t('status.shared', { what: list(shared.categories) })
                : t('status.sharesNothing', { name })}
            </span>
          </p>
          {shared.withheld.length > 0 ? (
            <p className="icon-line small dim">
              <IconEyeOff size={18} aria-hidden />
              <span>{t('status.withheld', { name, what: list(shared.withheld) })}</span>
            </p>
          ) : null}
        </div>
      </Card>
    </Section>
  )
}
