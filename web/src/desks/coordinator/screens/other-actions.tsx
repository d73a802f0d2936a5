import {
  endReason,
  rejectionReason,
  type CoordinatorReferral,
  type EndReason,
  type RejectionReason,
} from '@careloom/web-api'
import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../app/api.ts'
import { WriteTrouble } from '../../../pieces/answer.tsx'
import { Act, Section } from '../../../pieces/basics.tsx'
import { Sheet } from '../../../pieces/sheet.tsx'
import { toast } from '../../../pieces/toast.tsx'
import { ReasonSheet } from './reason-sheet.tsx'

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

type Given = { referral: CoordinatorReferral }

function Ask({ referral }: Given) {
  const { t } = useTranslation(['coordinator', 'common'])
  const [open, setOpen] = useState(false)
  const [question, setQuestion] = useState('')
  const who = referral.referredBy ?? t('referrer')
  const send = useWrite('requestInformation', () => {
    setOpen(false)
    toast(t('asked'))
  })
  const { referralId } = referral
  return (
    <>
      <Act onClick={() => setOpen(true)}>{t('ask', { who })}</Act>
      <Sheet open={open} onClose={() => setOpen(false)} title={t('askTitle', { who })}>
        <div className="stack gap-16">
          <Textarea
            label={t('question')}
            autosize
            minRows={2}
            maxLength={600}
            value={question}
            onChange={(event) => setQuestion(event.currentTarget.value)}
          />
          <Button
            disabled={question.trim() === '' || send.isPending}
            onClick={() =>
              send.mutate({ params: { referralId }, body: { question: question.trim() } })
            }
          >
            {t('askSend')}
          </Button>
          <WriteTrouble error={send.error} />
        </div>
      </Sheet>
    </>
  )
}

function Waitlist({ referral }: Given) {
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

function Reject({ referral }: Given) {
  const { t } = useTranslation(['coordinator', 'common'])
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState<RejectionReason>('no-capacity')
  const send = useWrite('rejectReferral', () => {
    setOpen(false)
    toast(t('rejected'))
  })
  const { referralId, givenName: name } = referral
  return (
    <>
      <Act onClick={() => setOpen(true)}>{t('reject')}</Act>
      <ReasonSheet
        open={open}
        onClose={() => setOpen(false)}
        title={t('rejectTitle')}
        lead={t('rejectLead')}
        codes={rejectionReason.options}
        word={(code) => t(`reason.${code}`)}
        chosen={reason}
        onChoose={setReason}
        act={t('rejectSend', { name })}
        onAct={() => send.mutate({ params: { referralId }, body: { reason } })}
        busy={send.isPending}
        error={send.error}
      />
    </>
  )
}

function End({ referral }: Given) {
  const { t } = useTranslation(['coordinator', 'common'])
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState<EndReason>('no-peer-found')
  const send = useWrite('endReferral', () => {
    setOpen(false)
    toast(t('end.done'))
  })
  const { referralId, givenName: name } = referral
  return (
    <>
      <Act onClick={() => setOpen(true)}>{t('end.open')}</Act>
      <ReasonSheet
        open={open}
        onClose={() => setOpen(false)}
        title={t('end.title')}
        lead={t('end.lead')}
        codes={endReason.options}
        word={(code) => t(`end.reason.${code}`)}
        chosen={reason}
        onChoose={setReason}
        act={t('end.send', { name })}
        onAct={() => send.mutate({ params: { referralId }, body: { reason } })}
        busy={send.isPending}
        error={send.error}
      />
    </>
  )
}
