import { goalRating, type Attainment, type Goal } from '@careloom/web-api'
import { Button, Radio, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useServerForm } from '../app/form.ts'
import { WriteTrouble } from '../pieces/answer.tsx'
import { Sheet } from '../pieces/sheet.tsx'
import { attainments, useAttainmentWords } from './attainment.ts'

/** How far a goal has come, in words; nobody's rating replaces another's. */
export function RateSheet({
  goal,
  value,
  busy,
  error,
  onSend,
  onClose,
}: {
  goal: Goal
  value: number | null
  busy: boolean
  error: unknown
  onSend: (attainment: Attainment) => void
  onClose: () => void
}) {
  const { t } = useTranslation(['plan', 'common'])
  const say = useAttainmentWords()
  const { form, submit } = useServerForm({
    schema: goalRating,
    initial: { attainment: value === null ? '' : String(value) },
    bodyOf: ({ attainment }) => ({
      attainment: attainment === '' ? undefined : Number(attainment),
    }),
    says: () => t('common:field.required'),
  })
  return (
    <Sheet open onClose={onClose} title={t('goal.rate')}>
      <div className="stack gap-16">
        <p className="goal-words">“{goal.words}”</p>
        <Radio.Group
          name="attainment"
          label={t('goal.rateLead')}
          {...form.getInputProps('attainment')}
        >
          <Stack gap={4} mt={8}>
            {attainments.map((each) => (
              <Radio key={each} value={String(each)} label={say(each)} className="rate-choice" />
            ))}
          </Stack>
        </Radio.Group>
        <WriteTrouble error={error} />
        <Button disabled={busy} onClick={() => submit(({ attainment }) => onSend(attainment))}>
          {t('goal.rateSend')}
        </Button>
      </div>
    </Sheet>
  )
}
