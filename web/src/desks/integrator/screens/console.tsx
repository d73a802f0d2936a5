import type { Connection, Delivery } from '@careloom/web-api'
import { Button, Skeleton } from '@mantine/core'
import { IconCircleCheck, IconPlugConnected, IconRefresh, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../app/api.ts'
import { useNumberWord, useTimes } from '../../../app/format.ts'
import { Answer, Notice, RowsSkeleton, SentenceSkeleton } from '../../../pieces/answer.tsx'
import { Section, Sentence } from '../../../pieces/basics.tsx'
import { LiveDot } from '../../../pieces/shells.tsx'
import { Timeline, useRetry } from './deliveries.tsx'
import { Routes } from './routes.tsx'
import { IntegratorShell } from './shell.tsx'
import { TryIt } from './try-it.tsx'

/** What is held up, and why? Cause and cure in the lede, *Retry* second. */
export function IntegratorConsole() {
  const { t } = useTranslation(['integrator', 'common'])
  const connections = useRead('listConnections', {})
  const deliveries = useRead('listDeliveries', { query: { limit: 12 } })
  const [chosen, setChosen] = useState<string | null>(null)
  const all = connections.data?.connections
  const failed = deliveries.data?.deliveries.filter(({ status }) => status === 'failed') ?? []
  const open =
    all?.find(({ connectionId }) => connectionId === chosen) ?? all?.find(needsYou) ?? all?.[0]
  return (
    <IntegratorShell
      head={all ? <ConsoleSentence connections={all} failed={failed} /> : null}
      action={failed.length > 0 ? <RetryAll failed={failed} /> : null}
    >
      <Answer of={connections} skeleton={<ConsoleSkeleton />}>
        {({ connections: rows }) =>
          open ? (
            <>
              <ul className="conn-list">
                {rows.map((row) => (
                  <ConnectionCard
                    key={row.connectionId}
                    connection={row}
                    here={row === open}
                    onOpen={() => setChosen(row.connectionId)}
                  />
                ))}
              </ul>
              <Routes connection={open} />
            </>
          ) : (
            <Notice icon={IconPlugConnected} title={t('title.hospitals_zero')} level="h2">
              <p>{t('deliveries.noneWhy')}</p>
            </Notice>
          )
        }
      </Answer>
      <div className="conn-half">
        <Section title={t('deliveries.title')} aside={<LiveDot />}>
          <Answer of={deliveries} level="h2" skeleton={<RowsSkeleton rows={4} />}>
            {({ deliveries: rows }) => <Timeline deliveries={rows.slice(0, 6)} />}
          </Answer>
        </Section>
        <TryIt />
      </div>
    </IntegratorShell>
  )
}

const needsYou = (connection: Connection) => !connection.answering || connection.today.failed > 0

function ConsoleSentence({
  connections,
  failed,
}: {
  connections: Connection[]
  failed: Delivery[]
}) {
  const { t } = useTranslation(['integrator', 'common'])
  const word = useNumberWord()
  const away = connections.find(({ answering }) => !answering)
  const why = failed[0]?.failure ?? t('deliveries.unknown')
  const lede = away
    ? t('lede.away', { name: away.name })
    : failed.length > 0
      ? t('lede.failed', { why })
      : t('lede.fine')
  const count = connections.length
  const capitalized = word(count).charAt(0).toUpperCase() + word(count).slice(1)
  return (
    <Sentence lede={lede}>
      {t('title.hospitals', { count, n: capitalized })}{' '}
      {t('title.failed', { count: failed.length, n: word(failed.length) })}
    </Sentence>
  )
}

function RetryAll({ failed }: { failed: Delivery[] }) {
  const { t } = useTranslation(['integrator', 'common'])
  const retry = useRetry()
  return (
    <Button
      leftSection={<IconRefresh size={18} aria-hidden />}
      onClick={() => failed.forEach(({ deliveryId }) => retry(deliveryId))}
    >
      {t('retryAll', { count: failed.length })}
    </Button>
  )
}

function ConnectionCard({
  connection,
  here,
  onOpen,
}: {
  connection: Connection
  here: boolean
  onOpen: () => void
}) {
  const { t } = useTranslation(['integrator', 'common'])
  const { say } = useTimes()
  const says = useSays(connection)
  const fine = !needsYou(connection)
  const kind = t(`kind.${connection.kind}`)
  return (
    <li>
      <button
        type="button"
        className="card conn"
        aria-pressed={here}
        data-tone={fine ? undefined : 'needs'}
        onClick={onOpen}
      >
        <b>{connection.name}</b>
        <span className="dim small">
          {connection.metadataReadAt
            ? t('card.metadata', { kind, when: say(connection.metadataReadAt, 'day-time') })
            : t('card.never', { kind })}
        </span>
        <span className={fine ? 'inline' : 'inline needs'}>
          {fine ? (
            <IconCircleCheck size={18} aria-hidden color="var(--cl-accent)" />
          ) : (
            <IconX size={18} aria-hidden />
          )}
          {says}
        </span>
      </button>
    </li>
  )
}

function useSays({ answering, today }: Connection): string {
  const { t } = useTranslation(['integrator', 'common'])
  const { sent, proved, failed } = today
  if (!answering) return t('card.away')
  if (failed > 0) return t('card.failed', { count: failed })
  if (sent === 0) return t('card.none')
  return proved === sent ? t('card.proved', { count: sent }) : t('card.some', { proved, sent })
}

function ConsoleSkeleton() {
  return (
    <>
      <SentenceSkeleton />
      <div className="conn-list">
        <Skeleton h={104} />
        <Skeleton h={104} />
      </div>
      <Skeleton h={260} />
    </>
  )
}
