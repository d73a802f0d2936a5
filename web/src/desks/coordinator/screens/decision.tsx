import type { CoordinatorReferral } from '@careloom/web-api'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../app/api.ts'
import { WriteTrouble } from '../../../pieces/answer.tsx'
import { Card, Words } from '../../../pieces/basics.tsx'
import { toast } from '../../../pieces/toast.tsx'

type Given = { referral: CoordinatorReferral }

/** The one thing that this request needs from the coordinator beside offers: confirm its cancellation, or reopen it. */
export function Decision({ referral }: Given) {
  if (referral.canConfirmCancellation) return <ConfirmCancellation referral={referral} />
  if (referral.canReopen) return <Reopen referral={referral} />
  return null
}

function ConfirmCancellation({ referral }: Given) {
  const { t } = useTranslation(['coordinator', 'common'])
  const { referralId, givenName: name, referredBy, cancellationReason, chosenPeerName } = referral
  const who = referredBy ?? t('referrer')
  const send = useWrite('confirmCancellation', () => toast(t('cancel.done', { name })))
  return (
    <Card as="section" tone="needs" aria-label={t('cancel.title', { who })}>
      <h3>{t('cancel.title', { who })}</h3>
      {cancellationReason ? <Words by={who}>{cancellationReason}</Words> : null}
      <p>
        {chosenPeerName
          ? t('cancel.endsWith', { name, peer: chosenPeerName })
          : t('cancel.ends', { name })}
      </p>
      <Button
        mt="sm"
        disabled={send.isPending}
        onClick={() => send.mutate({ params: { referralId }, body: {} })}
      >
        {t('cancel.confirm')}
      </Button>
      <WriteTrouble error={send.error} />
    </Card>
  )
}

function Reopen({ referral }: Given) {
  const { t } = useTranslation(['coordinator', 'common'])
  const { referralId, givenName: name, status } = referral
  const send = useWrite('reopenReferral', () => toast(t('reopen.done', { name })))
  const title = t(status === 'expired' ? 'reopen.expired' : 'reopen.rejected')
  return (
    <Card as="section" aria-label={title}>
      <h3>{title}</h3>
      <p>{t('reopen.lead')}</p>
      <Button
        mt="sm"
        variant="default"
        disabled={send.isPending}
        onClick={() => send.mutate({ params: { referralId }, body: {} })}
      >
        {t('reopen.do')}
      </Button>
      <WriteTrouble error={send.error} />
    </Card>
  )
}
