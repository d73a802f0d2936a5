import type { OutcomeLine } from '@careloom/web-api'
import { useTranslation } from 'react-i18next'
import { useSigned } from '../../../app/format.ts'
import { Card, Section } from '../../../pieces/basics.tsx'
import { Trend } from '../../../pieces/trend.tsx'

/** The change in words beside its line; never a score without its range. */
export function OutcomeSection({ line, name }: { line: OutcomeLine; name: string }) {
  const { t } = useTranslation(['clinician', 'common'])
  const { change } = line
  const signed = useSigned()
  const saysChange = ({ by, margin, ...known }: NonNullable<typeof change>) =>
    margin === null
      ? t('status.changeOnly', known)
      : t('status.changeWords', { ...known, by: signed(by), margin })
  const range = t('status.range', {
    instrument: line.name,
    min: line.min,
    max: line.max,
    direction: line.lowerIsBetter ? t('status.lower') : t('status.higher'),
  })
  return (
    <Section
      title={t('status.outcomes', { name })}
      aside={<span className="dim small">{range}</span>}
    >
      <Card className="status-trend">
        <div className="stack gap-8">
          <p className="says">
            {change ? t(`status.change.${changeKey(change)}`) : t('status.oneAnswer')}
          </p>
          {change ? <p>{saysChange(change)}</p> : null}
        </div>
        <Trend line={line} />
      </Card>
    </Section>
  )
}

function changeKey({ direction, reliable }: NonNullable<OutcomeLine['change']>) {
  if (direction === 'same') return 'same'
  if (reliable) return direction
  return direction === 'better' ? 'betterMaybe' : 'worseMaybe'
}
