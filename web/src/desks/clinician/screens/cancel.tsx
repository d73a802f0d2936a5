import type { ClinicianReferral } from '@careloom/web-api'
import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../app/api.ts'
import { WriteTrouble } from '../../../pieces/answer.tsx'
import { Act } from '../../../pieces/basics.tsx'
import { Sheet } from '../../../pieces/sheet.tsx'
import { toast } from '../../../pieces/toast.tsx'

export function Cancel({ referral }: { referral: ClinicianReferral }) {
  const { t } = useTranslation(['clinician', 'common'])
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const send = useWrite('requestCancellation', () => {
    setOpen(false)
    toast(t('status.cancelled'))
  })
  const submit = () =>
    send.mutate({
      params: { referralId: referral.referralId },
      body: reason.trim() === '' ? {} : { reason: reason.trim() },
    })
  return (
    <>
      <Act onClick={() => setOpen(true)}>{t('status.cancel')}</Act>
      <Sheet open={open} onClose={() => setOpen(false)} title={t('status.cancelTitle')}>
        <div className="stack gap-16">
          <p>{t('status.cancelLead', { name: referral.person.givenName })}</p>
          <Textarea
            label={t('status.cancelWhy')}
            maxLength={300}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Button onClick={submit} disabled={send.isPending}>
            {t('status.cancelSend')}
          </Button>
          <WriteTrouble error={send.error} />
        </div>
      </Sheet>
    </>
  )
}
