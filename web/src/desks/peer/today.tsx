import type { Offer, PeerToday as Today } from '@careloom/web-api'
import { Button, Skeleton } from '@mantine/core'
import {
  IconChevronRight,
  IconHeartHandshake,
  IconLock,
  IconPencil,
  IconVideo,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../app/api.ts'
import { capital, useNumberWord, useTimes } from '../../app/format.ts'
import { Answer, RowsSkeleton, SentenceSkeleton } from '../../pieces/answer.tsx'
import { Card, Line, Section, Sentence } from '../../pieces/basics.tsx'
import { LiveDot } from '../../pieces/shells.tsx'
import { NoteTab } from './note-tab.tsx'
import { useOutbox } from './outbox.ts'
import { PeerShell } from './shell.tsx'

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
        {(answer) => (
          <>
            <TodaySentence today={answer} />
            {answer.meetings.length > 0 ? <Meetings meetings={answer.meetings} /> : null}
            {answer.offers.length > 0 ? <Offers offers={answer.offers} /> : null}
            <ToDo today={answer} />
          </>
        )}
      </Answer>
    </PeerShell>
  )
}

function TodaySentence({ today }: { today: Today }) {
  const { t } = useTranslation(['peer', 'common'])
  const { say, span, nowMs } = useTimes()
  const word = useNumberWord()
  const { meetings, offers } = today
  const by = offers[0] ? say(offers[0].answerBy, 'by') : ''
  const asked = t('today.offers', { count: offers.length, n: word(offers.length), when: by })
  const people = t('today.people', { count: meetings.length, n: word(meetings.length) })
  const next = meetings.map(({ at }) => Date.parse(at) - nowMs).find((away) => away > 0)
  const lede =
    next !== undefined
      ? t('today.next', { span: span(next) })
      : meetings.length > 0
        ? t('today.noNext')
        : t('today.free', { name: today.givenName })
  return <Sentence lede={lede}>{[people, asked].filter(Boolean).map(capital).join(' ')}</Sentence>
}

function Meetings({ meetings }: { meetings: Today['meetings'] }) {
  const { t } = useTranslation(['peer', 'common'])
  const { say, exact } = useTimes()
  return (
    <ul className="card rows meets" aria-label={t('today.meetings')}>
      {meetings.map((meeting) => {
        const [clock = '', ...period] = say(meeting.at, 'time').split(/\s/)
        return (
          <li key={meeting.assignmentId + meeting.at} className="meet">
            <time dateTime={meeting.at} title={exact(meeting.at)}>
              {clock}
              <span>{period.join(' ')}</span>
            </time>
            <Link
              to="/peer/people/$assignmentId"
              params={{ assignmentId: meeting.assignmentId }}
              className="meet-who"
            >
              <b>{meeting.personDisplay}</b>
              <span className="dim">
                {meeting.place ??
                  t('today.ordinal', {
                    how: t(`common:modality.${meeting.modality}`),
                    count: meeting.ordinal,
                  })}
              </span>
            </Link>
            {meeting.joinUrl ? (
              <Button
                component="a"
                href={meeting.joinUrl}
                rel="noreferrer"
                px={14}
                leftSection={<IconVideo size={18} aria-hidden />}
              >
                {t('today.join')}
              </Button>
            ) : (
              <span />
            )}
            {meeting.lastTime ? (
              <p className="meet-last">{t('today.last', { text: meeting.lastTime })}</p>
            ) : null}
          </li>
        )
      })}
    </ul>
  )
}

function Offers({ offers }: { offers: Offer[] }) {
  const { t } = useTranslation(['peer', 'common'])
  const word = useNumberWord()
  return (
    <Section title={t('today.needs')}>
      <div className="stack" style={{ gap: 12 }}>
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

function ToDo({ today }: { today: Today }) {
  const { t } = useTranslation(['peer', 'common'])
  const { say } = useTimes()
  const word = useNumberWord()
  const { waiting, refused } = useOutbox()
  if (today.toWrite.length === 0 && waiting === 0) return null
  return (
    <Section title={t('today.todo')}>
      <div className="stack" style={{ gap: 12 }}>
        {waiting > 0 ? (
          <Card tone="needs">
            <Line icon={IconLock}>
              <b>{capital(t('today.kept', { count: waiting, n: word(waiting) }))}</b>
              <br />
              {refused ? t('today.refused', { code: refused }) : t('today.keptHint')}
            </Line>
          </Card>
        ) : null}
        {today.toWrite.map((contact) => (
          <Link
            key={contact.assignmentId + contact.occurredAt}
            to="/peer/people/$assignmentId/note"
            params={{ assignmentId: contact.assignmentId }}
            className="card press"
          >
            <IconPencil size={24} aria-hidden color="var(--cl-accent)" />
            <span className="grow">
              <b>{t('today.write', { name: contact.personDisplay })}</b>
              <br />
              <span className="dim">
                {t('today.writeHint', {
                  how: t(`common:modality.${contact.modality}`),
                  when: say(contact.occurredAt, 'day'),
                })}
              </span>
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
