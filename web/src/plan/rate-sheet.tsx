import type { Attainment, Goal } from '@careloom/web-api'
import { Button, Radio, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
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
  const [chosen, setChosen] = useState(value === null ? '' : String(value))
  return (
    <Sheet open onClose={onClose} title={t('goal.rate')}>
      <div className="stack gap-16">
        <p className="goal-words">“{goal.words}”</p>
        <Radio.Group
          name="attainment"
          label={t('goal.rateLead')}
          value={chosen}
          onChange={setChosen}
        >
          <Stack gap={4} mt={8}>
            {attainments.map((each) => (
              <Radio key={each} value={String(each)} label={say(each)} className="rate-choice" />
            ))}
          </Stack>
        </Radio.Group>
        <WriteTrouble error={error} />
        <Button
          disabled={busy || chosen === ''}
          onClick={() => onSend(attainments.find((each) => String(each) === chosen) ?? 0)}
        >
          {t('goal.rateSend')}
        </Button>
      </div>
    </Sheet>
  )
}
