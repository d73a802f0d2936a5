import type { ClinicianReferral } from '@careloom/web-api'
import { IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { When } from '../../../pieces/basics.tsx'

/** Six steps with who and when under each; a column on a phone. */
export function Steps({ steps }: { steps: ClinicianReferral['steps'] }) {
  const { t } = useTranslation(['clinician', 'common'])
  return (
    <ol className="steps" aria-label={t('status.steps')}>
      {steps.map(({ name, state, at, by }) => (
        <li key={name} data-at={state} aria-current={state === 'now' ? 'step' : undefined}>
          <i aria-hidden>{state === 'done' ? <IconCheck size={14} stroke={3} /> : null}</i>
          <b>{t(`status.step.${name}`)}</b>
          <span>{at ? <When at={at} form="day" /> : null}</span>
          <span>{by}</span>
        </li>
      ))}
    </ol>
  )
}
