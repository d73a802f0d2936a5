import { Button, Skeleton, VisuallyHidden } from '@mantine/core'
import { IconCloudOff, IconInbox, IconLock, IconMoodSad, IconSearchOff } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import { useEffect, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { troubleOf, type Trouble } from '../app/api.ts'
import { knownWords } from '../app/i18n.ts'
import { Card, type Icon } from './basics.tsx'

/** The shape shared by empty, error and forbidden: what it is, why, what was kept, what to do. */
export function Notice({
  icon: Drawing = IconInbox,
  title,
  children,
  action,
  code,
  level = 'h1',
}: {
  icon?: Icon
  title: string
  children: ReactNode
  action?: ReactNode
  code?: string | undefined
  level?: 'h1' | 'h2' | 'h3'
}) {
  const { t } = useTranslation()
  const Title = level
  return (
    <Card className="notice">
      <Drawing size={28} aria-hidden color="var(--cl-accent)" stroke={1.6} />
      <div>
        <Title className="notice-title">{title}</Title>
        <div className="stack gap-6 mt-4">{children}</div>
      </div>
      {action || code ? (
        <div className="notice-act">
          {action}
          {code ? <span className="small dim">{t('state.code', { code })}</span> : null}
        </div>
      ) : null}
    </Card>
  )
}

const drawn = {
  offline: IconCloudOff,
  forbidden: IconLock,
  'not-found': IconSearchOff,
  refused: IconMoodSad,
  failed: IconMoodSad,
} as const
const said = {
  offline: 'offline',
  forbidden: 'forbidden',
  'not-found': 'notFound',
  refused: 'failed',
  failed: 'failed',
} as const

/** What happened, what was kept, what to do, and a code to quote. */
function TroubleNotice({
  trouble,
  onAgain,
  level = 'h1',
}: {
  trouble: Trouble
  onAgain: () => void
  level?: 'h1' | 'h2'
}) {
  const { t } = useTranslation()
  const key = said[trouble.kind]
  const again = trouble.kind === 'failed' || trouble.kind === 'refused'
  return (
    <div role="alert">
      <Notice
        icon={drawn[trouble.kind]}
        title={t(`state.${key}`)}
        level={level}
        code={trouble.kind === 'offline' ? undefined : trouble.code}
        action={again ? <Button onClick={onAgain}>{t('state.again')}</Button> : null}
      >
        <p>{t(`state.${key}Why`)}</p>
      </Notice>
    </div>
  )
}

/** Shows a server answer in all its states; what is old stays on screen while a newer one is fetched. */
export function Answer<T>({
  of: query,
  skeleton,
  level = 'h1',
  children,
}: {
  of: UseQueryResult<T>
  skeleton: ReactNode
  level?: 'h1' | 'h2'
  children: (answer: T) => ReactNode
}) {
  if (query.data !== undefined) return children(query.data)
  const again = () => void query.refetch()
  if (query.error)
    return <TroubleNotice trouble={troubleOf(query.error)} onAgain={again} level={level} />
  if (query.fetchStatus === 'paused')
    return (
      <TroubleNotice trouble={{ kind: 'offline', code: 'OFFLINE' }} onAgain={again} level={level} />
    )
  return <Loading level={level}>{skeleton}</Loading>
}

/** A skeleton of the size of what comes, shown after 300 ms. */
export function Loading({ children, level = 'h1' }: { children: ReactNode; level?: 'h1' | 'h2' }) {
  const { t } = useTranslation()
  const Title = level
  return (
    <div className="loading">
      <VisuallyHidden>
        <Title role={undefined}>{t('state.loading')}</Title>
        <p role="status">{t('state.loading')}</p>
      </VisuallyHidden>
      <div aria-hidden className="stack gap-24">
        {children}
      </div>
    </div>
  )
}

export function SentenceSkeleton() {
  return (
    <div className="stack gap-10">
      <Skeleton h={28} w="min(100%, 420px)" />
      <Skeleton h={18} w="min(80%, 320px)" />
    </div>
  )
}

export function RowsSkeleton({ rows = 3, action = false }: { rows?: number; action?: boolean }) {
  return (
    <div className="card rows">
      {Array.from({ length: rows }, (_, at) => (
        <div key={at} className="skeleton-row">
          <div className="grow stack gap-8">
            <Skeleton w="55%" h={18} />
            <Skeleton w="80%" h={16} />
          </div>
          {action ? <Skeleton w={84} h={44} radius={12} /> : null}
        </div>
      ))}
    </div>
  )
}

/** Under a form: what went wrong with sending it, brought to where the reader looks. Nothing that was written is lost. */
export function WriteTrouble({ error }: { error: unknown }) {
  const { t } = useTranslation()
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!error) return
    place.current?.focus({ preventScroll: true })
    place.current?.scrollIntoView({ block: 'center' })
  }, [error])
  if (!error) return null
  const { code, kind } = troubleOf(error)
  const key = code.split(' ')[0] ?? ''
  const known = kind === 'offline' ? 'problem.NO-ANSWER' : `problem.${key}`
  return (
    <div ref={place} tabIndex={-1} role="alert" className="card write-trouble" data-tone="needs">
      <b className="strong">{t('state.refused')}</b>
      <p>{knownWords(known) ?? t('problem.unknown')}</p>
      <p className="small">{t('state.code', { code })}</p>
    </div>
  )
}
