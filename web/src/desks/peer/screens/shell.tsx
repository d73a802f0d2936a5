import { IconCalendarHeart, IconUserCircle, IconUsers } from '@tabler/icons-react'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../app/api.ts'
import { MeSheet, Phone } from '../../../pieces/shells.tsx'
import { startOutbox } from '../outbox.ts'

/** The peer's desk, for a thumb; wide screens put the tabs into a rail. */
export function PeerShell({
  children,
  top,
  back,
  action,
  note,
  offline,
}: {
  children: ReactNode
  top?: ReactNode
  back?: { word: string; to: string }
  action?: ReactNode
  /** The *+ Note* under the thumb. */
  note?: ReactNode
  offline?: string
}) {
  const { t } = useTranslation(['peer', 'common'])
  const [open, setOpen] = useState(false)
  const me = useRead('getMe', {})
  const owner = me.data?.peerWorkerId
  useEffect(() => (owner ? startOutbox(owner) : undefined), [owner])
  const places = [
    { icon: IconCalendarHeart, word: t('tab.today'), to: '/peer', exact: true },
    { icon: IconUsers, word: t('tab.people'), to: '/peer/people' },
  ]
  const primary = (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        <IconUserCircle size={22} aria-hidden stroke={1.8} />
        {t('tab.me')}
      </button>
      {note}
    </>
  )
  return (
    <Phone
      label={t('desk')}
      top={top}
      {...(back ? { back } : {})}
      {...(offline ? { offline } : {})}
      {...(action ? { action } : { tabs: places, primary })}
    >
      {children}
      <MeSheet open={open} onClose={() => setOpen(false)} />
    </Phone>
  )
}
