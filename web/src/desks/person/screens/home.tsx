import type { PersonHome as Home } from '@careloom/web-api'
import { Button, Skeleton } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../app/api.ts'
import { useTimes } from '../../../app/format.ts'
import { isOver } from '../../../app/local-time.ts'
import { Answer, SentenceSkeleton } from '../../../pieces/answer.tsx'
import { Face, Sentence } from '../../../pieces/basics.tsx'
import { locationWords } from '../../../plan/location.tsx'
import { Goals } from './goals.tsx'
import { Looks } from './looks.tsx'
import { MeasureDueCard } from './measure-due.tsx'
import { MeetingActs } from './meeting.tsx'
import { PersonShell } from './shell.tsx'
import { TakeBack } from './take-back.tsx'
import { SafetyQuestion } from './safety-question.tsx'
import { SharingSection } from './sharing-section.tsx'
import { Vision } from './vision.tsx'

/** When do I see my peer, and who sees what of mine? */
export function PersonHome() {
  const { nowMs } = useTimes()
  const home = useRead('getPersonHome', {})
  return (
    <PersonShell>
      <Answer of={home} skeleton={<HomeSkeleton />}>
        {(answer) => (
          <>
            <Standing home={asOf(answer, nowMs)} />
            {answer.safety ? <SafetyQuestion safety={answer.safety} /> : null}
            {answer.standing === 'together' ? <Plan home={answer} /> : null}
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

/** A meeting that is over since the answer came is not the next one. */
function asOf(home: Home, nowMs: number): Home {
  const { nextMeeting } = home
  return nextMeeting && isOver(nextMeeting, nowMs) ? { ...home, nextMeeting: null } : home
}

function Standing({ home }: { home: Home }) {
  const { t } = useTranslation(['person', 'common'])
  const { exact } = useTimes()
  const { title, lede } = useStanding(home)
  return (
    <>
      <div className="home-peer">
        {home.peer ? <Face name={home.peer.name} size={56} /> : null}
        <Sentence lede={lede}>
          {home.nextMeeting ? (
            <time dateTime={home.nextMeeting.at} title={exact(home.nextMeeting.at)}>
              {title}
            </time>
          ) : (
            title
          )}
        </Sentence>
      </div>
      {home.standing === 'together' ? <MeetingActs home={home} peer={peerName(home)} /> : null}
      {home.takeBack ? <TakeBack of={home.takeBack} /> : null}
      {home.standing === 'choose' ? (
        <Button component={Link} to="/person/choose" fullWidth>
          {t('look')}
        </Button>
      ) : null}
    </>
  )
}

/** As the two call each other. */
const peerName = ({ peer }: Home): string => peer?.name.split(' ')[0] ?? ''

function Plan({ home }: { home: Home }) {
  const peer = peerName(home)
  return (
    <>
      <Goals home={home} peer={peer} />
      <Vision home={home} peer={peer} />
    </>
  )
}

function useStanding(home: Home) {
  const { standing, givenName: name, programName, nextMeeting } = home
  const { t } = useTranslation(['person', 'plan', 'common'])
  const { say } = useTimes()
  const names = { name, program: programName ?? '', peer: peerName(home) }
  // Whoever was chosen is not known by name yet.
  if (standing === 'asked' && home.peer === null)
    return { title: t('title.askedSomebody'), lede: t('lede.asked', names) }
  if (standing === 'together' && !nextMeeting && home.hasMet)
    return { title: t('title.together', names), lede: t('lede.togetherAgain', names) }
  if (standing !== 'together' || !nextMeeting)
    return { title: t(`title.${standing}`, names), lede: t(`lede.${standing}`, names) }
  const how = t(`plan:meeting.said.${nextMeeting.modality}`)
  const location = locationWords(nextMeeting)
  return {
    title: t('title.togetherNext', { ...names, when: say(nextMeeting.at, 'day-time') }),
    lede: location ? t('lede.meetingAt', { how, location }) : t('lede.meeting', { how }),
  }
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
