import type { Goal, PeerPerson as Person } from '@careloom/web-api'
import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../app/api.ts'
import { WriteTrouble } from '../../../pieces/answer.tsx'
import { Act, Card, Pill, Section } from '../../../pieces/basics.tsx'
import { toast } from '../../../pieces/toast.tsx'
import { later } from '../../../pieces/later.tsx'
import { Scale } from './scale.tsx'

const GoalSheet = later(() => import('../../../plan/goal-sheet.tsx').then((part) => part.GoalSheet))
const RateSheet = later(() => import('../../../plan/rate-sheet.tsx').then((part) => part.RateSheet))

type Given = { person: Person }
type OfGoal = Given & { goal: Goal }

/** Goals in the person's words: what waits for a yes, and how far each has come by all three. */
export function Goals({ person }: Given) {
  const { t } = useTranslation(['peer', 'common'])
  const [proposing, setProposing] = useState(false)
  const name = person.givenName
  return (
    <Section
      title={t('person.goals')}
      aside={
        <Act icon={IconPlus} onClick={() => setProposing(true)}>
          {t('person.propose')}
        </Act>
      }
    >
      <div className="stack gap-12">
        {person.goals.length === 0 ? <p className="dim">{t('person.noGoals', { name })}</p> : null}
        {person.goals.map((goal) => (
          <OneGoal key={goal.goalId} person={person} goal={goal} />
        ))}
      </div>
      {proposing ? <Propose person={person} onClose={() => setProposing(false)} /> : null}
    </Section>
  )
}

function OneGoal({ person, goal }: OfGoal) {
  const { t } = useTranslation(['peer', 'common'])
  const name = person.givenName
  const waitsForMe = goal.status === 'proposed' && goal.proposedBy !== 'peer'
  return (
    <Card as="article" aria-label={goal.words} {...(waitsForMe ? { tone: 'needs' } : {})}>
      <p className="goal-words">“{goal.words}”</p>
      {waitsForMe ? <Answering person={person} goal={goal} /> : null}
      {goal.status === 'proposed' && !waitsForMe ? <Waiting person={person} goal={goal} /> : null}
      {goal.status === 'declined' ? (
        <p className="goal-next dim">{t('person.goalDeclined', { name })}</p>
      ) : null}
      {goal.status === 'agreed' ? <Ratings person={person} goal={goal} /> : null}
      {goal.status === 'achieved' || goal.status === 'ended' ? (
        <p className="goal-next">
          <Pill>{t(`person.goalStatus.${goal.status}`)}</Pill>
        </p>
      ) : null}
    </Card>
  )
}

function Answering({ person, goal }: OfGoal) {
  const { t } = useTranslation(['peer', 'common'])
  const { assignmentId, givenName: name } = person
  const agree = useWrite('agreeGoal', () => toast(t('person.goalAgreed')))
  const decline = useWrite('declineGoal', () => toast(t('person.goalTurnedDown', { name })))
  const busy = agree.isPending || decline.isPending
  const asked = { params: { assignmentId, goalId: goal.goalId }, body: {} }
  return (
    <>
      <p className="goal-next">
        {goal.proposedBy === 'person'
          ? t('person.goalAsked', { name })
          : t('person.goalAskedByTeam')}
      </p>
      <div className="two-buttons mt-12">
        <Button disabled={busy} onClick={() => agree.mutate(asked)}>
          {t('person.goalYes')}
        </Button>
        <Button variant="default" disabled={busy} onClick={() => decline.mutate(asked)}>
          {t('person.goalNo')}
        </Button>
      </div>
      <WriteTrouble error={agree.error ?? decline.error} />
    </>
  )
}

function Waiting({ person, goal: { goalId } }: OfGoal) {
  const { t } = useTranslation(['peer', 'common'])
  const { assignmentId, givenName: name } = person
  const decline = useWrite('declineGoal', () => toast(t('person.goalTakenBack')))
  return (
    <>
      <p className="goal-next goal-line">
        <span className="dim">{t('person.goalWaits', { name })}</span>
        <Act
          disabled={decline.isPending}
          onClick={() => decline.mutate({ params: { assignmentId, goalId }, body: {} })}
        >
          {t('person.goalTakeBack')}
        </Act>
      </p>
      <WriteTrouble error={decline.error} />
    </>
  )
}

function Ratings({ person, goal }: OfGoal) {
  const { t } = useTranslation(['peer', 'plan', 'common'])
  const [rating, setRating] = useState(false)
  const send = useWrite('rateGoal', () => {
    setRating(false)
    toast(t('plan:goal.rated'))
  })
  const { assignmentId } = person
  const params = { assignmentId, goalId: goal.goalId }
  return (
    <div className="stack gap-6 mt-12">
      <Scale who={person.givenName} value={goal.ratings.person} />
      <Scale who={t('person.you')} value={goal.ratings.peer} />
      <Scale who={t('person.clinician')} value={goal.ratings.clinician} />
      <Act onClick={() => setRating(true)}>{t('plan:goal.rate')}</Act>
      {rating ? (
        <RateSheet
          goal={goal}
          value={goal.ratings.peer}
          busy={send.isPending}
          error={send.error}
          onSend={(attainment) => send.mutate({ params, body: { attainment } })}
          onClose={() => setRating(false)}
        />
      ) : null}
    </div>
  )
}

function Propose({ person, onClose }: Given & { onClose: () => void }) {
  const { t } = useTranslation(['peer', 'plan', 'common'])
  const { assignmentId, givenName: name } = person
  const send = useWrite('proposeGoal', () => {
    onClose()
    toast(t('person.proposed', { name }))
  })
  return (
    <GoalSheet
      place={assignmentId}
      title={t('person.propose')}
      label={t('plan:goal.words', { name })}
      hint={t('person.proposeHint', { name })}
      word={t('person.proposeTo', { name })}
      busy={send.isPending}
      error={send.error}
      onSend={(body, sent) => send.mutate({ params: { assignmentId }, body }, { onSuccess: sent })}
      onClose={onClose}
    />
  )
}
