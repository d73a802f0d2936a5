import type { CoordinatorReferral } from '@careloom/web-api'
import { Skeleton } from '@mantine/core'
import { IconChevronLeft } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../app/api.ts'
import { Answer, RowsSkeleton } from '../../../pieces/answer.tsx'
import { OtherActions } from './other-actions.tsx'
import { Room } from './room.tsx'
import { Asked } from './asked.tsx'
import { Decision } from './decision.tsx'
import { Candidates } from './candidates.tsx'

/** One request in the person's words, whom to ask for them, and why. */
export function Request({ referralId }: { referralId: string }) {
  const { t } = useTranslation(['coordinator', 'common'])
  const referral = useRead('getCoordinatorReferral', { params: { referralId } })
  return (
    <>
      <Link to="/coordinator" className="back only-phone">
        <IconChevronLeft size={22} aria-hidden />
        {t('back')}
      </Link>
      <Answer of={referral} level="h2" skeleton={<RequestSkeleton />}>
        {(answer) => <Detail referral={answer} />}
      </Answer>
    </>
  )
}

function Detail({ referral }: { referral: CoordinatorReferral }) {
  const [chosen, setChosen] = useState<string[]>(() => preselected(referral))
  return (
    <div className="stack gap-24">
      <Asked referral={referral} />
      <Decision referral={referral} />
      {isSearching(referral) ? (
        <div className="queue-two">
          <Candidates referral={referral} chosen={chosen} onChosen={setChosen} />
          {referral.load.length > 0 ? <Room load={referral.load} /> : null}
        </div>
      ) : null}
      <OtherActions referral={referral} />
    </div>
  )
}

/** Once two work together, or it is over, nobody is looked for. */
const isSearching = ({ next }: CoordinatorReferral) =>
  next.actor !== 'nobody' && next.act !== 'meet' && next.act !== 'confirm-cancellation'

/** The first two, so that the person has a choice; the coordinator changes it. */
function preselected(referral: CoordinatorReferral): string[] {
  if (!referral.canOffer) return []
  return referral.candidates
    .filter(({ offer }) => offer === null)
    .slice(0, 2)
    .map(({ peerWorkerId }) => peerWorkerId)
}

export function RequestSkeleton() {
  return (
    <div className="stack gap-24">
      <Skeleton h={180} />
      <div className="queue-two">
        <RowsSkeleton rows={3} action />
        <Skeleton h={220} />
      </div>
    </div>
  )
}
