import type { PeerPerson as Person } from '@careloom/web-api'
import { IconClock, IconEye, IconMessage } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useAnd } from '../../../app/format.ts'
import { Card, Line, Section, When } from '../../../pieces/basics.tsx'

type Given = { person: Person }

/** The last notes, and what the person shared with their peer. */
export function PersonShared({ person }: Given) {
  return (
    <>
      <Notes person={person} />
      <Shared person={person} />
    </>
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
            <div key={note.encounterId} className="py-10">
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
      <div className="stack gap-8">
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
