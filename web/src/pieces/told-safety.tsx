import type { ToldSafety } from '@careloom/web-api'
import { Button } from '@mantine/core'
import { IconPhone } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { WriteTrouble } from './answer.tsx'
import { When } from './basics.tsx'

/** Whom to call, and the one button that tells the person that they were heard. */
export function ToldSafetyActs({
  safety,
  onSeen,
  busy,
  error,
}: {
  safety: ToldSafety
  onSeen: () => void
  busy: boolean
  error: Error | null
}) {
  const { t } = useTranslation('common')
  const { givenName: name, contact, seenAt } = safety
  return (
    <div className="stack gap-8">
      {contact.phone ? (
        <Button
          component="a"
          href={`tel:${contact.phone.replaceAll(/[^+\d]/g, '')}`}
          leftSection={<IconPhone size={18} aria-hidden />}
        >
          {t('told.call', { name, phone: contact.phone })}
        </Button>
      ) : (
        <p>{t('told.noPhone', { name })}</p>
      )}
      {contact.bestTimes ? <p className="dim">{contact.bestTimes}</p> : null}
      {seenAt ? (
        <p className="dim">
          {t('told.seen', { name })} <When at={seenAt} ends />
        </p>
      ) : (
        <Button variant="light" disabled={busy} onClick={onSeen}>
          {t('told.acknowledge')}
        </Button>
      )}
      <WriteTrouble error={error} />
    </div>
  )
}
