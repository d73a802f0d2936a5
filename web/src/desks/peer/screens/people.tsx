import { IconChevronRight, IconUsers } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../app/api.ts'
import { capital, useNumberWord, useTimes } from '../../../app/format.ts'
import { Answer, Notice, RowsSkeleton, SentenceSkeleton } from '../../../pieces/answer.tsx'
import { Face, Pill, Sentence } from '../../../pieces/basics.tsx'
import { NoteTab } from './note-tab.tsx'
import { PeerShell } from './shell.tsx'

/** The people whom the peer works with. `toNote`: the next press opens a note. */
export function PeerPeople({ toNote }: { toNote: boolean }) {
  const { t } = useTranslation(['peer', 'common'])
  const word = useNumberWord()
  const { say, exact } = useTimes()
  const people = useRead('listPeerPeople', {})
  return (
    <PeerShell note={<NoteTab />} top={<b>{t('tab.people')}</b>}>
      <Answer of={people} skeleton={<PeopleSkeleton />}>
        {({ people: rows }) =>
          rows.length === 0 ? (
            <Notice icon={IconUsers} title={t('people.none')}>
              <p>{t('people.noneWhy')}</p>
            </Notice>
          ) : (
            <>
              <Sentence>
                {capital(t('people.title', { count: rows.length, n: word(rows.length) }))}
              </Sentence>
              <ul className="card rows list">
                {rows.map((row) => (
                  <li key={row.assignmentId}>
                    <Link
                      to={toNote ? '/peer/people/$assignmentId/note' : '/peer/people/$assignmentId'}
                      params={{ assignmentId: row.assignmentId }}
                      className="queue-row"
                    >
                      <Face name={row.personDisplay} size={40} />
                      <span className="grow">
                        <b>{row.personDisplay}</b>
                        <br />
                        <span className="small dim">
                          {row.nextMeetingAt ? (
                            <time dateTime={row.nextMeetingAt} title={exact(row.nextMeetingAt)}>
                              {t('people.next', { when: say(row.nextMeetingAt, 'day-time') })}
                            </time>
                          ) : (
                            t('people.noNext')
                          )}{' '}
                          {row.lastContactAt
                            ? t('people.last', { when: say(row.lastContactAt, 'day') })
                            : t('people.noLast')}
                        </span>
                      </span>
                      {row.status === 'active' ? null : <Pill>{t(`people.${row.status}`)}</Pill>}
                      <IconChevronRight size={20} aria-hidden />
                    </Link>
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Answer>
    </PeerShell>
  )
}

function PeopleSkeleton() {
  return (
    <>
      <SentenceSkeleton />
      <RowsSkeleton rows={3} />
    </>
  )
}
