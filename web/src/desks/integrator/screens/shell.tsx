import { IconArchive, IconHeartbeat, IconPlugConnected, IconSend } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Desk } from '../../../pieces/shells.tsx'

export function IntegratorShell({
  head,
  action,
  children,
}: {
  head?: ReactNode
  action?: ReactNode
  children: ReactNode
}) {
  const { t } = useTranslation(['integrator', 'common'])
  const places = [
    { icon: IconPlugConnected, word: t('tab.hospitals'), to: '/integrator', exact: true },
    { icon: IconSend, word: t('tab.deliveries'), to: '/integrator/deliveries' },
    { icon: IconArchive, word: t('tab.quarantine'), to: '/integrator/quarantine' },
    { icon: IconHeartbeat, word: t('tab.health'), to: '/integrator/health' },
  ]
  return (
    <Desk places={places} head={head} action={action}>
      {children}
    </Desk>
  )
}
