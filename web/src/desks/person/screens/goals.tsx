import type { Goal, PersonHome as Home } from '@careloom/web-api'
import { Button } from '@mantine/core'
import { IconFlag, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../app/api.ts'
import { useTimes } from '../../../app/format.ts'
import { WriteTrouble } from '../../../pieces/answer.tsx'
import { Act, Card, Line, Pill, Section } from '../../../pieces/basics.tsx'
import { toast } from '../../../pieces/toast.tsx'
import { later } from '../../../pieces/later.tsx'
import { GoalRating } from './goal-rating.tsx'

const GoalSheet = later(() => import('../../../plan/goal-sheet.tsx').then((part) => part.GoalSheet))

type Given = { home: Home; peer: string }

/** The person's goals in their words, what waits for their yes, and what happens next. */
export function Goals({ home, peer }: Given) {
  const { t } = useTranslation(['person', 'common'])
  const [adding, setAdding] = useState(false)
  return (
    <Section
      title={t('goals')}
      aside={
        <Act icon={IconPlus} onClick={() => setAdding(true)}>
          {t('goalAdd')}
        </Act>
      }
    >
      <div className="stack gap-12">
        {home.goals.length === 0 ? <Card className="dim">{t('goalsNone', { peer })}</Card> : null}
        {home.goals.map((goal) => (
          <OneGoal key={goal.goalId} goal={goal} peer={peer} />
        ))}
        {home.nextStep ? <NextStep home={home} peer={peer} /> : null}
      </div>
      {adding ? <AddGoal peer={peer} onClose={() => setAdding(false)} /> : null}
    </Section>
  )
}

function OneGoal({ goal, peer }: { goal: Goal; peer: string }) {
  const { t } = useTranslation(['person', 'common'])
  const waitsForMe = goal.status === 'proposed' && goal.proposedBy !== 'person'
  return (
    <Card as="article" aria-label={goal.words} {...(waitsForMe ? { tone: 'needs' } : {})}>
      <p className="goal-words">“{goal.words}”</p>
      {waitsForMe ? <Answering goal={goal} peer={peer} /> : null}
      {goal.status === 'proposed' && !waitsForMe ? <Waiting goal={goal} peer={peer} /> : null}
      {goal.status === 'declined' ? (
        <p className="goal-next dim">{t('goalDeclined', { peer })}</p>
      ) : null}
      {goal.status === 'agreed' ? <GoalRating goal={goal} /> : null}
      {goal.status === 'achieved' || goal.status === 'ended' ? (
        <p className="goal-next">
          <Pill>{t(`goalStatus.${goal.status}`)}</Pill>
        </p>
      ) : null}
    </Card>
  )
}

/** Somebody else proposed it: it becomes a goal by the person's yes. */
function Answering({ goal: { goalId, proposedBy }, peer }: { goal: Goal; peer: string }) {
  const { t } = useTranslation(['person', 'common'])
  const agree = useWrite('agreeToGoal', () => toast(t('goalAgreed')))
  const decline = useWrite('turnDownGoal', () => toast(t('goalTurnedDown')))
  const busy = agree.isPending || decline.isPending
  const asked = { params: { goalId }, body: {} }
  return (
    <>
      <p className="goal-next">
        {proposedBy === 'peer' ? t('goalAsked', { peer }) : t('goalAskedByTeam')}
      </p>
      <div className="two-buttons mt-12">
        <Button disabled={busy} onClick={() => agree.mutate(asked)}>
          {t('goalYes')}
        </Button>
        <Button variant="default" disabled={busy} onClick={() => decline.mutate(asked)}>
          {t('goalNo')}
        </Button>
      </div>
      <WriteTrouble error={agree.error ?? decline.error} />
    </>
  )
}

function Waiting({ goal: { goalId }, peer }: { goal: Goal; peer: string }) {
  const { t } = useTranslation(['person', 'common'])
  const decline = useWrite('turnDownGoal', () => toast(t('goalTakenBack')))
  return (
    <>
      <p className="goal-next goal-line">
        <span className="dim">{t('goalWaits', { peer })}</span>
        <Act
          disabled={decline.isPending}
          onClick={() => decline.mutate({ params: { goalId }, body: {} })}
        >
          {t('goalTakeBack')}
        </Act>
      </p>
      <WriteTrouble error={decline.error} />
    </>
  )
}

function NextStep({ home: { nextStep }, peer }: Given) {
  const { t } = useTranslation(['person', 'common'])
  const { say } = useTimes()
  if (nextStep === null) return null
  const when = say(nextStep.saidAt, 'day')
  return (
    <Card>
      <Line icon={IconFlag}>
        <b className="strong">{t('next')}</b> {nextStep.words}{' '}
        <span className="dim">{t('nextSaid', { peer, when })}</span>
      </Line>
    </Card>
  )
}

function AddGoal({ peer, onClose }: { peer: string; onClose: () => void }) {
  const { t } = useTranslation(['person', 'plan', 'common'])
  const send = useWrite('addOwnGoal', () => {
    onClose()
    toast(t('goalAdded', { peer }))
  })
  return (
    <GoalSheet
      place="own"
      title={t('goalAdd')}
      label={t('plan:goal.mine')}
      hint={t('goalHint', { peer })}
      word={t('goalSend', { peer })}
      busy={send.isPending}
      error={send.error}
      onSend={(body, sent) => send.mutate({ body }, { onSuccess: sent })}
      onClose={onClose}
    />
  )
}
