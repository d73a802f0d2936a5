import type { Offer, PeerToday as Today } from '@careloom/web-api'
import { Skeleton } from '@mantine/core'
import { IconChevronRight, IconHeartHandshake } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../app/api.ts'
import { capital, useNumberWord, useTimes } from '../../../app/format.ts'
import { endOfToday, isOver } from '../../../app/local-time.ts'
import { Answer, RowsSkeleton, SentenceSkeleton } from '../../../pieces/answer.tsx'
import { Section, Sentence } from '../../../pieces/basics.tsx'
import { LiveDot } from '../../../pieces/shells.tsx'
import { NoteTab } from './note-tab.tsx'
import { SafetyFirst } from './safety-first.tsx'
import { PeerShell } from './shell.tsx'
import { ToDo } from './to-do.tsx'
import { Coming, Meetings, type Meeting } from './today-meetings.tsx'

/** Who, when, and what needs me? Amber only on an offer. */
export function PeerToday() {
  const { longDay, nowMs } = useTimes()
  const today = useRead('getPeerToday', {})
  const top = (
    <span className="inline today-top">
      <b>{capital(longDay(nowMs))}</b>
      <LiveDot />
    </span>
  )
  return (
    <PeerShell top={top} note={<NoteTab />}>
      <Answer of={today} skeleton={<TodaySkeleton />}>
        {(answer) => {
          const { past, mine, coming } = byDay(answer.meetings, nowMs)
          return (
            <>
              <SafetyFirst told={answer.safety} />
              <TodaySentence today={answer} meetings={mine} />
              {mine.length > 0 ? <Meetings meetings={mine} /> : null}
              {answer.offers.length > 0 ? <Offers offers={answer.offers} /> : null}
              <ToDo toWrite={[...past, ...answer.toWrite]} />
              <Coming meetings={coming} />
            </>
          )
        }}
      </Answer>
    </PeerShell>
  )
}

/** What is over since the answer came, what is today, and what comes later: by the clock of whoever reads. */
function byDay(meetings: readonly Meeting[], nowMs: number) {
  const ahead = meetings.filter((meeting) => !isOver(meeting, nowMs))
  const isToday = ({ at }: Meeting) => Date.parse(at) < endOfToday(nowMs)
  return {
    past: meetings.filter((meeting) => isOver(meeting, nowMs)).toReversed(),
    mine: ahead.filter(isToday),
    coming: ahead.filter((meeting) => !isToday(meeting)),
  }
}

function TodaySentence({ today, meetings }: { today: Today; meetings: readonly Meeting[] }) {
  const { t } = useTranslation(['peer', 'common'])
  const { say, span, nowMs } = useTimes()
  const word = useNumberWord()
  const { offers } = today
  const count = new Set(meetings.map(({ assignmentId }) => assignmentId)).size
  const by = offers[0] ? say(offers[0].answerBy, 'by') : ''
  const asked =
    offers.length > 0
      ? t('today.offers', { count: offers.length, n: word(offers.length), when: by })
      : ''
  const people = t('today.people', { count, n: word(count) })
  const next = meetings.map(({ at }) => Date.parse(at) - nowMs).find((away) => away > 0)
  const lede =
    next !== undefined
      ? t('today.next', { span: span(next) })
      : meetings.length > 0
        ? t('today.now')
        : t('today.free', { name: today.givenName })
  return <Sentence lede={lede}>{[people, asked].filter(Boolean).map(capital).join(' ')}</Sentence>
}

function Offers({ offers }: { offers: Offer[] }) {
  const { t } = useTranslation(['peer', 'common'])
  const word = useNumberWord()
  return (
    <Section title={t('today.needs')}>
      <div className="stack gap-12">
        {offers.map(({ referralId, sharedExperiences: count }) => (
          <Link
            key={referralId}
            to="/peer/offers/$referralId"
            params={{ referralId }}
            className="card press"
            data-tone="needs"
          >
            <IconHeartHandshake size={24} aria-hidden color="var(--cl-needs)" />
            <span className="grow">
              <b>{t('today.offerTitle')}</b>
              <br />
              {t('today.shared', { count, n: word(count) })}
            </span>
            <IconChevronRight size={20} aria-hidden />
          </Link>
        ))}
      </div>
    </Section>
  )
}

function TodaySkeleton() {
  return (
    <>
      <SentenceSkeleton />
      <RowsSkeleton rows={2} action />
      <Skeleton h={110} />
    </>
  )
}
