import type { CoordinatorReferral } from '@careloom/web-api'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../app/api.ts'
import { WriteTrouble } from '../../../pieces/answer.tsx'
import { Act, Section } from '../../../pieces/basics.tsx'
import { toast } from '../../../pieces/toast.tsx'
import { Ask } from './ask.tsx'
import { End } from './end.tsx'
import { Reject } from './reject.tsx'

/** What a coordinator does less often: ask, waitlist, turn down, end. */
export function OtherActions({ referral }: { referral: CoordinatorReferral }) {
  const { t } = useTranslation(['coordinator', 'common'])
  const { canReject, canWaitlist, canEnd } = referral
  if (!canReject && !canWaitlist && !canEnd) return null
  return (
    <Section title={t('other')}>
      <div className="acts">
        {referral.canReject ? <Ask referral={referral} /> : null}
        {canWaitlist ? <Waitlist referral={referral} /> : null}
        {canReject ? <Reject referral={referral} /> : null}
        {canEnd ? <End referral={referral} /> : null}
      </div>
    </Section>
  )
}

function Waitlist({ referral }: { referral: CoordinatorReferral }) {
  const { t } = useTranslation(['coordinator', 'common'])
  const { referralId, givenName: name } = referral
  const send = useWrite('waitlistReferral', () => toast(t('waitlisted', { name })))
  return (
    <>
      <Act
        disabled={send.isPending}
        onClick={() => send.mutate({ params: { referralId }, body: {} })}
      >
        {t('waitlist')}
      </Act>
      <WriteTrouble error={send.error} />
    </>
  )
}
