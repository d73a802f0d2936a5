import { cancellationWish, type ClinicianReferral } from '@careloom/web-api'
import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../app/api.ts'
import { useServerForm, written } from '../../../app/form.ts'
import { WriteTrouble } from '../../../pieces/answer.tsx'
import { Act } from '../../../pieces/basics.tsx'
import { Sheet } from '../../../pieces/sheet.tsx'
import { toast } from '../../../pieces/toast.tsx'

export function Cancel({ referral }: { referral: ClinicianReferral }) {
  const { t } = useTranslation(['clinician', 'common'])
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <>
      <Act onClick={() => setOpen(true)}>{t('status.cancel')}</Act>
      <Sheet open={open} onClose={close} title={t('status.cancelTitle')}>
        {open ? <CancelForm referral={referral} onSent={close} /> : null}
      </Sheet>
    </>
  )
}

function CancelForm({ referral, onSent }: { referral: ClinicianReferral; onSent: () => void }) {
  const { t } = useTranslation(['clinician', 'common'])
  const { referralId, person } = referral
  const send = useWrite('requestCancellation', () => {
    onSent()
    toast(t('status.cancelled'))
  })
  const { form, submit } = useServerForm({
    schema: cancellationWish,
    initial: { reason: '' },
    bodyOf: ({ reason }) => ({ reason: written(reason) }),
    says: () => t('common:field.required'),
  })
  return (
    <div className="stack gap-16">
      <p>{t('status.cancelLead', { name: person.givenName })}</p>
      <Textarea label={t('status.cancelWhy')} maxLength={300} {...form.getInputProps('reason')} />
      <Button
        onClick={() => submit((body) => send.mutate({ params: { referralId }, body }))}
        disabled={send.isPending}
      >
        {t('status.cancelSend')}
      </Button>
      <WriteTrouble error={send.error} />
    </div>
  )
}
