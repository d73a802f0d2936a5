import { IconPlus } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../app/api.ts'

/** *+ Note*: straight to the note when there is one person, else to the list of people. */
export function NoteTab({ assignmentId }: { assignmentId?: string }) {
  const { t } = useTranslation(['peer', 'common'])
  const people = useRead('listPeerPeople', {}, assignmentId === undefined)
  const active = people.data?.people.filter(({ status }) => status === 'active') ?? []
  const only = assignmentId ?? (active.length === 1 ? active[0]?.assignmentId : undefined)
  const words = (
    <>
      <IconPlus size={20} aria-hidden />
      {t('tab.note')}
    </>
  )
  if (!only)
    return (
      <Link
        to="/peer/people"
        search={{ note: true }}
        className="do"
        activeOptions={{ includeSearch: true }}
      >
        {words}
      </Link>
    )
  return (
    <Link to="/peer/people/$assignmentId/note" params={{ assignmentId: only }} className="do">
      {words}
    </Link>
  )
}
