import type { MeasureDue } from '@careloom/web-api'
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, useWrite } from '../../../app/api.ts'
import { useTimes } from '../../../app/format.ts'
import { WriteTrouble } from '../../../pieces/answer.tsx'
import { Card } from '../../../pieces/basics.tsx'
import { toast } from '../../../pieces/toast.tsx'

/** A survey that is due. Skipping it sends every item as skipped, so that nobody asks again tomorrow. */
export function MeasureDueCard({ due }: { due: MeasureDue }) {
  const { t } = useTranslation(['person', 'common'])
  const { say } = useTimes()
  const { measureId } = due
  // One survey can be due twice: the day tells them apart.
  const title = t('measure.asked', { name: due.name, day: say(due.dueOn, 'date') })
  const send = useWrite('answerMeasure', () => toast(t('measure.skipped')))
  const skip = async () => {
    const { items } = await api('getMeasure', { params: { measureId } }, {})
    const answers = items.map(({ linkId }) => ({ linkId, value: null }))
    send.mutate({ params: { measureId }, body: { answers } })
  }
  return (
    <Card as="section" aria-label={title}>
      <b className="strong">{title}</b>
      <p className="dim">{t('measure.about', { minutes: due.minutes, count: due.itemCount })}</p>
      <div className="two-buttons mt-12">
        <Button component={Link} to={`/person/measures/${measureId}`} variant="light">
          {t('measure.start')}
        </Button>
        <Button variant="subtle" onClick={() => void skip()} disabled={send.isPending}>
          {t('measure.skip')}
        </Button>
      </div>
      <WriteTrouble error={send.error} />
    </Card>
  )
}
