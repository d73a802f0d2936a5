import { IconEye, IconHome } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { IconUserCircle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Mark } from '../../../pieces/basics.tsx'
import { LeaveFast } from '../../../pieces/safety.tsx'
import { MeSheet, Phone } from '../../../pieces/shells.tsx'

/** The person's desk: *Help now* and *Leave fast* stay on top while scrolling. */
export function PersonShell({
  children,
  back,
  action,
}: {
  children: ReactNode
  back?: { word: string; to: string }
  action?: ReactNode
}) {
  const { t } = useTranslation(['person', 'common'])
  const [open, setOpen] = useState(false)
  const places = [
    { icon: IconHome, word: t('tab.home'), to: '/person', exact: true },
    { icon: IconEye, word: t('tab.sharing'), to: '/person/sharing' },
  ]
  const me = (
    <button type="button" onClick={() => setOpen(true)}>
      <IconUserCircle size={22} aria-hidden stroke={1.8} />
      {t('tab.me')}
    </button>
  )
  return (
    <Phone
      label={t('mine')}
      beside={<LeaveFast />}
      {...(back ? { back, action } : { top: <Mark />, tabs: places, primary: me })}
    >
      {children}
      <MeSheet open={open} onClose={() => setOpen(false)} />
    </Phone>
  )
}
