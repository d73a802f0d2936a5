import type { Queue, QueueRow } from '@careloom/web-api'
import { useInViewport } from '@mantine/hooks'
import { IconClock } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { capital, useNumberWord, useTimes } from '../../../app/format.ts'
import { Pill } from '../../../pieces/basics.tsx'
import { firstOf, grouped, useHeld } from '../rows.ts'
import { Urgency } from './urgency.tsx'

/** As many as a phone draws at once; the others come as somebody goes down the list. */
const pageSize = 30

export function List({ queue, open }: { queue: Queue; open: string | undefined }) {
  const { t } = useTranslation(['coordinator', 'common'])
  const { nowMs } = useTimes()
  const word = useNumberWord()
  const { shown, waiting, show } = useHeld(queue.rows)
  const [most, setMost] = useState(pageSize)
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
      {firstOf(grouped(shown, nowMs), most).map(({ group, rows }) => (
        <section key={group} aria-label={t(`group.${group}`)}>
          <h2 className="small dim group-title">{t(`group.${group}`)}</h2>
          <ul className="card rows list">
            {rows.map((row) => (
              <Row key={row.referralId} row={row} here={row.referralId === open} />
            ))}
          </ul>
        </section>
      ))}
      {shown.length > most ? (
        <More hidden={shown.length - most} onMore={() => setMost(most + pageSize)} />
      ) : null}
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

/** Comes into sight, or is pressed: either shows more. */
function More({ hidden, onMore }: { hidden: number; onMore: () => void }) {
  const { t } = useTranslation(['coordinator', 'common'])
  const { ref, inViewport } = useInViewport<HTMLButtonElement>()
  const onSight = useEffectEvent(onMore)
  useEffect(() => {
    if (inViewport) onSight()
  }, [inViewport])
  return (
    <button ref={ref} type="button" className="link" onClick={onMore}>
      {t('more', { count: hidden })}
    </button>
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
