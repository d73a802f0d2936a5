import type { PeerPerson as Person } from '@careloom/web-api'
import { Button, Skeleton } from '@mantine/core'
import { IconCalendarEvent, IconClipboardHeart, IconFlag } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../app/api.ts'
import { capital, useNumberWord, useTimes } from '../../../app/format.ts'
import { Answer, SentenceSkeleton } from '../../../pieces/answer.tsx'
import { Card, Line, Words } from '../../../pieces/basics.tsx'
import { Join, locationWords } from '../../../plan/location.tsx'
import { Goals } from './goals.tsx'
import { PeerMeetingSheet, useMeetings } from './meeting.tsx'
import { NoteTab } from './note-tab.tsx'
import { PersonShared } from './person-shared.tsx'
import { SafetyFirst } from './safety-first.tsx'
import { PeerShell } from './shell.tsx'
import { WriteUp } from './to-do.tsx'

/** One person: the vision in large type first, then goals in their words, notes, and what they shared. */
export function PeerPerson({ assignmentId }: { assignmentId: string }) {
  const { t } = useTranslation(['peer', 'common'])
  const person = useRead('getPeerPerson', { params: { assignmentId } })
  return (
    <PeerShell
      back={{ word: t('person.back'), to: '/peer/people' }}
      top={<b>{person.data?.personDisplay}</b>}
      note={<NoteTab assignmentId={assignmentId} />}
    >
      <Answer of={person} skeleton={<PersonSkeleton />}>
        {(answer) => (
          <div className="person">
            <div className="stack gap-24">
              <SafetyFirst told={toldOf(answer)} />
              <Vision person={answer} />
              {answer.ownWords ? (
                <Words by={t('common:ownWords', { name: answer.givenName })}>
                  {answer.ownWords}
                </Words>
              ) : null}
              {answer.toWrite.map((meeting) => (
                <WriteUp
                  key={meeting.meetingId}
                  meeting={{ ...meeting, assignmentId }}
                  name={answer.givenName}
                />
              ))}
              <NextStep person={answer} />
              <Goals person={answer} />
            </div>
            <div className="stack gap-24">
              <Due person={answer} />
              <PersonShared person={answer} />
            </div>
          </div>
        )}
      </Answer>
    </PeerShell>
  )
}

/** It stays on the person's page after it was seen, so that what to do can be read again. */
const toldOf = ({ safety, assignmentId, personDisplay }: Person) =>
  safety ? [{ ...safety, assignmentId, personDisplay }] : []

type Given = { person: Person }

function Vision({ person }: Given) {
  const { t } = useTranslation(['peer', 'plan', 'common'])
  const writes = useMeetings(person)
  const { givenName: name, nextMeeting } = person
  return (
    <div>
      {person.vision ? (
        <h1 className="vision">“{person.vision}”</h1>
      ) : (
        <h1 className="sentence">{t('person.noVision', { name })}</h1>
      )}
      <p className="dim mt-8">
        {person.vision ? t('person.vision', { name }) : null} <Meet person={person} />
      </p>
      <div className="meet-acts">
        {nextMeeting?.joinUrl ? <Join joinUrl={nextMeeting.joinUrl} /> : null}
        {person.status === 'active' || nextMeeting ? (
          <Button
            variant="light"
            onClick={writes.show}
            leftSection={<IconCalendarEvent size={18} aria-hidden />}
          >
            {nextMeeting ? t('person.changeMeeting') : t('plan:meeting.plan')}
          </Button>
        ) : null}
      </div>
      {writes.open ? <PeerMeetingSheet person={person} writes={writes} /> : null}
    </div>
  )
}

/** "You meet tomorrow at 10:30 am, Elm Park." */
function Meet({ person: { nextMeeting } }: Given) {
  const { t } = useTranslation(['peer', 'plan', 'common'])
  const { say, exact } = useTimes()
  if (nextMeeting === null) return t('person.noMeet')
  const { at, modality } = nextMeeting
  const how = t(`plan:meeting.said.${modality}`).toLocaleLowerCase()
  const where = locationWords(nextMeeting) ?? how
  return (
    <time dateTime={at} title={exact(at)}>
      {t('person.meet', { when: say(at, 'day-time'), where })}
    </time>
  )
}

function NextStep({ person: { nextStep, givenName: name } }: Given) {
  const { t } = useTranslation(['peer', 'common'])
  const { say } = useTimes()
  if (nextStep === null) return null
  const when = say(nextStep.saidAt, 'day')
  const who = nextStep.owner ? t(`person.owner.${nextStep.owner}`, { name }) : ''
  return (
    <Card>
      <Line icon={IconFlag}>
        <b className="strong">{t('person.next')}</b> {nextStep.words}{' '}
        <span className="dim">
          {capital([who, t('person.nextSaid', { when })].filter(Boolean).join(', '))}
        </span>
      </Line>
    </Card>
  )
}

function Due({ person }: Given) {
  const { t } = useTranslation(['peer', 'common'])
  const word = useNumberWord()
  const count = person.measuresDue.length
  if (count === 0) return null
  return (
    <Card>
      <Line icon={IconClipboardHeart}>
        <b className="strong">{capital(t('person.due', { count, n: word(count) }))}</b>{' '}
        {t('person.dueHint', { name: person.givenName })}
      </Line>
    </Card>
  )
}

function PersonSkeleton() {
  return (
    <>
      <SentenceSkeleton />
      <Skeleton h={200} />
      <Skeleton h={160} />
    </>
  )
}
