import type { Queue } from '@careloom/web-api'
import { Skeleton } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconInbox } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../app/api.ts'
import { capital, useNumberWord, useTimes } from '../../../app/format.ts'
import { Answer, Notice, RowsSkeleton, SentenceSkeleton } from '../../../pieces/answer.tsx'
import { Sentence } from '../../../pieces/basics.tsx'
import { Desk } from '../../../pieces/shells.tsx'
import { List } from './list.tsx'
import { Request, RequestSkeleton } from './request.tsx'
import { grouped, groupOf, isUrgent } from '../rows.ts'

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

/** Beside each other; narrower, the list stands alone (`narrow.css`). */
const twoPanes = '(min-width: 760.02px)'

function Panes({ queue, referralId }: { queue: Queue; referralId: string | undefined }) {
  const { nowMs } = useTimes()
  const beside = useMediaQuery(twoPanes, undefined, { getInitialValueInEffect: false })
  // A record that nobody sees is not read.
  const first = beside ? grouped(queue.rows, nowMs)[0]?.rows[0]?.referralId : undefined
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
