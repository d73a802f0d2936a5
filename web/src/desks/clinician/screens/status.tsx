import type { ClinicianReferral } from '@careloom/web-api'
import { Skeleton } from '@mantine/core'
import { IconChevronLeft } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../app/api.ts'
import { useTimes } from '../../../app/format.ts'
import { session } from '../../../app/session.ts'
import { Answer, RowsSkeleton, SentenceSkeleton } from '../../../pieces/answer.tsx'
import { Sentence } from '../../../pieces/basics.tsx'
import { Frame, LiveDot } from '../../../pieces/shells.tsx'
import { OutcomeSection } from './outcome-section.tsx'
import { Steps } from './steps.tsx'
import { Team } from './team.tsx'
import { Shared } from './shared.tsx'
import { Question } from './question.tsx'
import { Cancel } from './cancel.tsx'

/** On few pages: it comes when it is there. */
const Safety = lazy(() => import('./safety.tsx').then(({ Safety: page }) => ({ default: page })))

/** Where one referral stands: who acts next, the team, what the person shares. */
export function ReferralStatus({ referralId }: { referralId: string }) {
  const { t } = useTranslation(['clinician', 'common'])
  const referral = useRead('getClinicianReferral', { params: { referralId } })
  const launched = session()?.kind === 'launch'
  return (
    <Frame>
      <div className="frame-top">
        <Link to={launched ? '/refer' : '/clinician'} className="back">
          <IconChevronLeft size={22} aria-hidden />
          {launched ? t('status.back') : t('status.all')}
        </Link>
        <LiveDot />
      </div>
      <Answer of={referral} skeleton={<StatusSkeleton />}>
        {(answer) => <Standing referral={answer} />}
      </Answer>
    </Frame>
  )
}

function Standing({ referral }: { referral: ClinicianReferral }) {
  const { t } = useTranslation(['clinician', 'common'])
  const next = useNext(referral)
  const names = {
    name: referral.person.display,
    organization: referral.organizationName,
    peer: referral.peer?.name ?? t('status.aPeer'),
  }
  return (
    <>
      <div className="status-head">
        <Sentence lede={next}>{t(titleOf(referral), names)}</Sentence>
        {referral.canCancel ? <Cancel referral={referral} /> : null}
      </div>
      {referral.safety ? (
        <Suspense fallback={<Skeleton h={180} />}>
          <Safety referral={referral} />
        </Suspense>
      ) : null}
      {referral.informationRequest ? <Question referral={referral} /> : null}
      <Steps steps={referral.steps} />
      <div className="status-two">
        <Team referral={referral} />
        <Shared referral={referral} />
      </div>
      {referral.outcomes.map((line) => (
        <OutcomeSection key={line.instrument} line={line} name={referral.person.givenName} />
      ))}
    </>
  )
}

/** While a peer is being looked for, whose turn it is says more than the status. */
function titleOf({ status, next }: ClinicianReferral) {
  if (next.act === 'choose-peer') return 'status.choosing'
  if (next.act === 'answer-offer') return 'status.asking'
  return `status.title.${status}` as const
}

function useNext({ next, organizationName, person }: ClinicianReferral): string {
  const { t } = useTranslation(['clinician', 'common'])
  const { say } = useTimes()
  if (next.actor === 'nobody' || next.actor === 'clinician') return t(`status.next.${next.actor}`)
  const who = next.name ?? (next.actor === 'person' ? person.givenName : organizationName)
  if (next.actor === 'person') return t('status.next.person', { who })
  if (next.dueAt === null) return t('status.nextUndated', { who })
  return t(`status.next.${next.actor}`, { who, when: say(next.dueAt, 'by') })
}

function StatusSkeleton() {
  return (
    <>
      <SentenceSkeleton />
      <Skeleton h={92} />
      <div className="status-two">
        <RowsSkeleton rows={3} />
        <Skeleton h={220} />
      </div>
    </>
  )
}
