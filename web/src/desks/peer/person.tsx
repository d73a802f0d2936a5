import type { PeerPerson as Person } from '@careloom/web-api'
import { Skeleton } from '@mantine/core'
import { IconClipboardHeart, IconClock, IconEye, IconFlag, IconMessage } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../app/api.ts'
import { capital, useAnd, useNumberWord, useTimes } from '../../app/format.ts'
import { Answer, SentenceSkeleton } from '../../pieces/answer.tsx'
import { Card, Line, Section, When } from '../../pieces/basics.tsx'
import { NoteTab } from './note-tab.tsx'
import { Scale } from './scale.tsx'
import { PeerShell } from './shell.tsx'

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
            <div className="stack" style={{ gap: 24 }}>
              <Vision person={answer} />
              <Goals person={answer} />
            </div>
            <div className="stack" style={{ gap: 24 }}>
              <Due person={answer} />
              <Notes person={answer} />
              <Shared person={answer} />
            </div>
          </div>
        )}
      </Answer>
    </PeerShell>
  )
}

type Given = { person: Person }

function Vision({ person }: Given) {
  const { t } = useTranslation(['peer', 'common'])
  const { say } = useTimes()
  const name = person.givenName
  const meet = person.nextMeeting
    ? t('person.meet', { when: say(person.nextMeeting.at, 'day-time') })
    : ''
  return (
    <div>
      {person.vision ? (
        <h1 className="vision">“{person.vision}”</h1>
      ) : (
        <h1 className="sentence">{t('person.noVision', { name })}</h1>
      )}
      <p className="dim" style={{ marginTop: 8 }}>
        {person.vision ? t('person.vision', { name }) : null} {meet}
      </p>
    </div>
  )
}

function Goals({ person }: Given) {
  const { t } = useTranslation(['peer', 'common'])
  const name = person.givenName
  return (
    <Section title={t('person.goals')}>
      <div className="stack" style={{ gap: 12 }}>
        {person.goals.length === 0 ? <p className="dim">{t('person.noGoals', { name })}</p> : null}
        {person.goals.map((goal) => (
          <Card key={goal.goalId} as="article" aria-label={goal.words}>
            <p className="goal-words" style={{ marginBottom: 12 }}>
              “{goal.words}”
            </p>
            {goal.status === 'proposed' ? (
              <p className="dim small">{t('person.proposed')}</p>
            ) : (
              <div className="stack" style={{ gap: 6 }}>
                <Scale who={name} value={goal.ratings.person} />
                <Scale who={t('person.you')} value={goal.ratings.peer} />
                <Scale who={t('person.clinician')} value={goal.ratings.clinician} />
              </div>
            )}
            {goal.nextStep ? (
              <p className="icon-line goal-step">
                <IconFlag size={18} aria-hidden />
                <span>
                  <b style={{ fontWeight: 600 }}>{t('person.next')}</b> {goal.nextStep}{' '}
                  <span className="dim">
                    {goal.nextStepOwner ? t(`person.owner.${goal.nextStepOwner}`, { name }) : null}
                  </span>
                </span>
              </p>
            ) : null}
          </Card>
        ))}
      </div>
    </Section>
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
        <b style={{ fontWeight: 600 }}>{capital(t('person.due', { count, n: word(count) }))}</b>{' '}
        {t('person.dueHint', { name: person.givenName })}
      </Line>
    </Card>
  )
}

function Notes({ person }: Given) {
  const { t } = useTranslation(['peer', 'common'])
  return (
    <Section title={t('person.notes')}>
      {person.notes.length === 0 ? <p className="dim">{t('person.noNotes')}</p> : null}
      {person.notes.length > 0 ? (
        <Card className="rows">
          {person.notes.map((note) => (
            <div key={note.encounterId} style={{ paddingBlock: 10 }}>
              <p className="small dim">
                <When at={note.occurredAt} form="day" /> ·{' '}
                {t('note.minutesOf', {
                  how: t(`common:modality.${note.modality}`),
                  minutes: note.minutes,
                })}
              </p>
              <p>
                {note.noShow
                  ? t('person.noShow')
                  : [note.personsIdea, note.nextStep].filter(Boolean).join(' ')}
              </p>
            </div>
          ))}
        </Card>
      ) : null}
    </Section>
  )
}

function Shared({ person }: Given) {
  const { t } = useTranslation(['peer', 'common'])
  const and = useAnd()
  const { contact, boundary, givenName: name } = person
  const reach = [contact.phone, contact.bestTimes].filter(Boolean).join(', ')
  const what = and(person.sharedWithYou.map((category) => t(`common:category.${category}`)))
  return (
    <Section title={t('person.shared', { name })}>
      <div className="stack" style={{ gap: 8 }}>
        <Line icon={IconMessage}>
          {[reach, contact.voicemailOk ? t('person.message') : t('person.noMessage')]
            .filter(Boolean)
            .join('. ')}
        </Line>
        <Line icon={IconEye}>
          {person.sharedWithYou.length > 0
            ? t('person.sees', { what })
            : t('person.seesNothing', { name })}
        </Line>
        {boundary ? (
          <Line icon={IconClock}>
            {t('person.agreed', {
              hours: boundary.contactHours,
              channels: and(
                boundary.channels.map((way) => t(`common:modality.${way}`).toLocaleLowerCase()),
              ),
            })}
          </Line>
        ) : null}
      </div>
    </Section>
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
