import type { Queue, QueueRow } from '@careloom/web-api'
import { Skeleton } from '@mantine/core'
import { IconClock, IconInbox } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useRef, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../app/api.ts'
import { capital, useNumberWord, useTimes } from '../../app/format.ts'
import { Answer, Notice, RowsSkeleton, SentenceSkeleton } from '../../pieces/answer.tsx'
import { Pill, Sentence } from '../../pieces/basics.tsx'
import { Desk } from '../../pieces/shells.tsx'
import { Request, RequestSkeleton } from './request.tsx'
import { grouped, groupOf, isUrgent, useHeld } from './rows.ts'
import { Urgency } from './urgency.tsx'

/** The queue: list and detail side by side on a laptop, two pages on a phone. */
export function CoordinatorQueue({ referralId }: { referralId?: string }) {
  const { t } = useTranslation(['coordinator', 'common'])
  const queue = useRead('getQueue', {})
  return (
    <Desk places={[{ icon: IconInbox, word: t('queue'), to: '/coordinator' }]}>
      <Answer of={queue} skeleton={<QueueSkeleton />}>
        {(answer) =>
          answer.rows.length === 0 && answer.closed.length === 0 && !referralId ? (
            <Notice title={t('empty')}>
              <p>{t('emptyWhy')}</p>
            </Notice>
          ) : (
            <Panes queue={answer} referralId={referralId} />
          )
        }
      </Answer>
    </Desk>
  )
}

function Panes({ queue, referralId }: { queue: Queue; referralId: string | undefined }) {
  const { nowMs } = useTimes()
  const first = grouped(queue.rows, nowMs)[0]?.rows[0]?.referralId
  const open = referralId ?? first
  return (
    <div className="panes" data-open={referralId ? '' : undefined}>
      <QueueSentence queue={queue} />
      <div className="queue">
        <List queue={queue} open={open} />
        <div className="queue-detail">{open ? <Request key={open} referralId={open} /> : null}</div>
      </div>
    </div>
  )
}

function QueueSentence({ queue }: { queue: Queue }) {
  const { t } = useTranslation(['coordinator', 'common'])
  const { nowMs } = useTimes()
  const word = useNumberWord()
  const count = (group: string) => queue.rows.filter((row) => groupOf(row, nowMs) === group).length
  const urgent = queue.rows.filter(isUrgent).length
  const said = (key: 'urgent' | 'late' | 'today', many = count(key)) =>
    many === 0 ? '' : t(key, { count: many, n: word(many) })
  const pressing = [said('urgent', urgent), said('late'), said('today')].filter(Boolean).join(', ')
  const all = queue.rows.length
  return (
    <div className="queue-says">
      <Sentence lede={capital(t('all', { count: all, n: word(all), hours: queue.promiseHours }))}>
        {capital(pressing === '' ? t('calm') : pressing)}
      </Sentence>
    </div>
  )
}

function List({ queue, open }: { queue: Queue; open: string | undefined }) {
  const { t } = useTranslation(['coordinator', 'common'])
  const { nowMs } = useTimes()
  const word = useNumberWord()
  const { shown, waiting, show } = useHeld(queue.rows)
  const list = useRef<HTMLDivElement>(null)
  const move = (event: KeyboardEvent) => {
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key]
    if (step === undefined) return
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('a.queue-row') ?? [])]
    const at = rows.findIndex((row) => row === document.activeElement)
    event.preventDefault()
    rows[Math.max(0, Math.min(rows.length - 1, at + step))]?.focus()
  }
  return (
    <div
      ref={list}
      role="region"
      aria-label={t('requests')}
      className="stack queue-list gap-16"
      onKeyDown={move}
    >
      <div role="status">
        {waiting > 0 ? (
          <button type="button" className="card press new-rows" onClick={show}>
            <span className="live">{t('new', { count: waiting })}</span>
            <span className="new-show">{t('show')}</span>
          </button>
        ) : null}
      </div>
      {grouped(shown, nowMs).map(({ group, rows }) => (
        <section key={group} aria-label={t(`group.${group}`)}>
          <h2 className="small dim group-title">{t(`group.${group}`)}</h2>
          <ul className="card rows list">
            {rows.map((row) => (
              <Row key={row.referralId} row={row} here={row.referralId === open} />
            ))}
          </ul>
        </section>
      ))}
      {queue.closed.length > 0 ? <Closed rows={queue.closed} /> : null}
      {queue.answeredThisWeek > 0 ? (
        <p className="small dim">
          {capital(
            t('answered', { count: queue.answeredThisWeek, n: word(queue.answeredThisWeek) }),
          )}
        </p>
      ) : null}
    </div>
  )
}

/** What ended lately without a match: from here it can be reopened. */
function Closed({ rows }: { rows: QueueRow[] }) {
  const { t } = useTranslation(['coordinator', 'common'])
  return (
    <details>
      <summary className="small dim group-title">{t('closed', { count: rows.length })}</summary>
      <ul className="card rows list">
        {rows.map((row) => (
          <li key={row.referralId}>
            <Link
              to="/coordinator/$referralId"
              params={{ referralId: row.referralId }}
              className="queue-row"
            >
              <span className="grow">
                <b>{row.personDisplay}</b>
              </span>
              <span className="small dim">{t(`endedAs.${row.status}`)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </details>
  )
}

function Row({ row, here }: { row: QueueRow; here: boolean }) {
  const { t } = useTranslation(['coordinator', 'common'])
  const { span, nowMs, exact } = useTimes()
  const left = Date.parse(row.dueAt) - nowMs
  const mine = row.next.actor === 'coordinator'
  return (
    <li>
      <Link
        to="/coordinator/$referralId"
        params={{ referralId: row.referralId }}
        className="queue-row"
        aria-current={here ? 'true' : undefined}
        activeOptions={{ exact: true }}
      >
        <span className="grow">
          <b>{row.personDisplay}</b> <Urgency of={row} />
          <br />
          <span className="small dim">{row.from}</span>
          {row.next.act === 'offer-peers' || !mine ? null : (
            <>
              <br />
              <span className="small">{t(`act.${row.next.act}`)}</span>
            </>
          )}
        </span>
        {mine ? (
          <Pill tone={left < 0 ? 'needs' : undefined} icon={IconClock}>
            <time dateTime={row.dueAt} title={exact(row.dueAt)}>
              {t(left < 0 ? 'isLate' : 'isLeft', { span: span(left) })}
            </time>
          </Pill>
        ) : (
          <span className="small dim waits-for">{t(`waitsFor.${row.next.actor}`)}</span>
        )}
      </Link>
    </li>
  )
}

function QueueSkeleton() {
  return (
    <>
      <SentenceSkeleton />
      <div className="queue">
        <div className="stack gap-16">
          <Skeleton h={18} w={120} />
          <RowsSkeleton rows={4} />
        </div>
        <RequestSkeleton />
      </div>
    </>
  )
}
