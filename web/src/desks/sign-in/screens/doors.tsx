import { Button, Skeleton } from '@mantine/core'
import { IconDoor, IconMoodSad, IconSearchOff } from '@tabler/icons-react'
import { Link, Navigate, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../app/api.ts'
import { completeSignIn } from '../../../app/complete-sign-in.ts'
import { desksOf } from '../../../app/desks.ts'
import { signOut } from '../../../app/leave.ts'
import { beginSignIn } from '../../../app/sign-in.ts'
import { Answer, Notice } from '../../../pieces/answer.tsx'
import { Door } from '../../../pieces/shells.tsx'

/** `/`: everybody lands on the desk of their role. */
export function Home() {
  const { t } = useTranslation()
  const me = useRead('getMe', {})
  const first = desksOf(me.data?.roles ?? [])[0]
  if (me.data?.launch) return <Navigate to="/refer" replace />
  if (first) return <Navigate to={first.to} replace />
  return (
    <Door>
      <main>
        <Answer of={me} skeleton={<Skeleton h={180} />}>
          {({ name }) => (
            <Notice
              icon={IconDoor}
              title={t('noDesk.title')}
              action={<Button onClick={signOut}>{t('signOut')}</Button>}
            >
              <p>{t('noDesk.why', { name })}</p>
            </Notice>
          )}
        </Answer>
      </main>
    </Door>
  )
}

/** `/callback`: the identity provider's answer becomes a session. */
export function Callback() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    const url = location.href
    history.replaceState(history.state, '', location.pathname)
    completeSignIn(url).then(
      (returnTo) => void navigate({ href: returnTo, replace: true }),
      () => setFailed(true),
    )
  }, [navigate])
  return (
    <Door>
      <main>
        {failed ? (
          <Notice
            icon={IconMoodSad}
            title={t('callback.failed')}
            action={
              <Button onClick={() => void beginSignIn({ returnTo: '/' })}>
                {t('login.restart')}
              </Button>
            }
          >
            <p>{t('callback.failedWhy')}</p>
          </Notice>
        ) : (
          <h1 className="sentence">{t('callback.title')}</h1>
        )}
      </main>
    </Door>
  )
}

export function NoSuchPage() {
  const { t } = useTranslation()
  return (
    <Door>
      <main>
        <Notice
          icon={IconSearchOff}
          title={t('notFound.title')}
          action={
            <Button component={Link} to="/">
              {t('notFound.go')}
            </Button>
          }
        >
          <p>{t('notFound.why')}</p>
        </Notice>
      </main>
    </Door>
  )
}
