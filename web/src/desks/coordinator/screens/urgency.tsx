import type { QueueRow } from '@careloom/web-api'
import { IconFlame } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Pill } from '../../../pieces/basics.tsx'
import { isUrgent } from '../rows.ts'

/** How soon the referrer asks for it, when that is sooner than usual. */
export function Urgency({ of: { urgency } }: { of: Pick<QueueRow, 'urgency'> }) {
  const { t } = useTranslation(['coordinator', 'common'])
  if (!isUrgent({ urgency })) return null
  return (
    <Pill tone="needs" icon={IconFlame}>
      {t(`urgency.${urgency}`)}
    </Pill>
  )
}
