import type { PersonHome as Home } from '@careloom/web-api'
import { Button, Skeleton } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../app/api.ts'
import { useTimes } from '../../app/format.ts'
import { Answer, SentenceSkeleton } from '../../pieces/answer.tsx'
import { Card, Face, Pill, Section, Sentence } from '../../pieces/basics.tsx'
import { Looks } from './looks.tsx'
import { MeasureDueCard } from './measure-due.tsx'
import { PersonShell } from './shell.tsx'
import { SharingSection } from './sharing-section.tsx'

/** When do I see my peer, and who sees what of mine? */
export function PersonHome() {
  const home = useRead('getPersonHome', {})
  return (
    <PersonShell>
      <Answer of={home} skeleton={<HomeSkeleton />}>
        {(answer) => (
          <>
            <Standing home={answer} />
            {answer.standing === 'together' ? <Goals home={answer} /> : null}
            {answer.measuresDue.map((due) => (
              <MeasureDueCard key={due.measureId} due={due} />
            ))}
            <SharingSection sharing={answer.sharing} />
            <Looks looks={answer.looks} />
          </>
        )}
      </Answer>
    </PersonShell>
  )
}

function Standing({ home }: { home: Home }) {
  const { t } = useTranslation(['person', 'common'])
  const { title, lede } = useStanding(home)
  return (
    <>
      <div className="home-peer">
        {home.peer ? <Face name={home.peer.name} size={56} /> : null}
        <Sentence lede={lede}>{title}</Sentence>
      </div>
      {home.standing === 'choose' ? (
        <Button component={Link} to="/person/choose" fullWidth>
          {t('look')}
        </Button>
      ) : null}
    </>
  )
}

function useStanding({ standing, givenName, programName, peer, nextMeeting }: Home) {
  const { t } = useTranslation(['person', 'common'])
  const { say } = useTimes()
  const name = givenName
  const names = { name, program: programName ?? '', peer: peer?.name.split(' ')[0] ?? '' }
  if (standing !== 'together' || !nextMeeting)
    return { title: t(`title.${standing}`, names), lede: t(`lede.${standing}`, names) }
  const how = t(`common:modality.${nextMeeting.modality}`)
  return {
    title: t('title.togetherNext', { ...names, when: say(nextMeeting.at, 'day-time') }),
    lede: nextMeeting.place
      ? t('lede.meetingAt', { how, place: nextMeeting.place })
      : t('lede.meeting', { how }),
  }
}

function Goals({ home }: { home: Home }) {
  const { t } = useTranslation(['person', 'common'])
  return (
    <Section title={t('goals')}>
      <Card className="rows goals">
        {home.goals.length === 0 ? (
          <p className="dim">{t('goalsNone', { peer: home.peer?.name ?? '' })}</p>
        ) : null}
        {home.goals.map((goal) => (
          <div key={goal.goalId} className="goal">
            <p className="goal-words">“{goal.words}”</p>
            <p className="goal-next dim">
              {goal.nextStep ? t('goalNext', { step: goal.nextStep }) : null}{' '}
              {goal.status === 'agreed' ? null : <Pill>{t(`goalStatus.${goal.status}`)}</Pill>}
            </p>
          </div>
        ))}
      </Card>
    </Section>
  )
}

function HomeSkeleton() {
  return (
    <>
      <SentenceSkeleton />
      <Skeleton h={104} />
      <Skeleton h={132} />
      <Skeleton h={280} />
    </>
  )
}
