import { Button } from '@mantine/core'
import { IconDoorExit, IconLifebuoy, IconMessage, IconPhone } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { leaveFast } from '../app/leave.ts'
import { Sheet } from './sheet.tsx'

/** One press away on every screen of a person or a peer: the crisis lines. */
export function HelpNow() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="link safety" onClick={() => setOpen(true)}>
        <IconLifebuoy size={20} aria-hidden />
        {t('safety.now')}
      </button>
      <Sheet open={open} onClose={() => setOpen(false)} title={t('safety.title')}>
        <SafetyLines />
      </Sheet>
    </>
  )
}

export function SafetyLines() {
  const { t } = useTranslation()
  return (
    <div className="stack gap-12">
      <p>{t('safety.lead')}</p>
      <Button
        component="a"
        href="tel:988"
        fullWidth
        leftSection={<IconPhone size={18} aria-hidden />}
      >
        {t('safety.call')}
      </Button>
      <Button
        component="a"
        href="sms:988"
        variant="light"
        fullWidth
        leftSection={<IconMessage size={18} aria-hidden />}
      >
        {t('safety.text')}
      </Button>
      <Button
        component="a"
        href="tel:911"
        variant="default"
        fullWidth
        leftSection={<IconPhone size={18} aria-hidden />}
      >
        {t('safety.chat')}
      </Button>
      <p className="small dim">{t('safety.after')}</p>
    </div>
  )
}

/** Signed out at one press, and the weather is on screen. */
export function LeaveFast() {
  const { t } = useTranslation()
  return (
    <Button
      variant="default"
      px={12}
      className="leave"
      leftSection={<IconDoorExit size={18} aria-hidden />}
      onClick={leaveFast}
    >
      {t('leave')}
    </Button>
  )
}
