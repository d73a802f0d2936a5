import { rejection, rejectionReason, type CoordinatorReferral } from '@careloom/web-api'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../app/api.ts'
import { useServerForm } from '../../../app/form.ts'
import { Act } from '../../../pieces/basics.tsx'
import { toast } from '../../../pieces/toast.tsx'
import { ReasonSheet } from './reason-sheet.tsx'

/** Turned down; the referrer sees the reason. */
export function Reject({ referral }: { referral: CoordinatorReferral }) {
  const { t } = useTranslation(['coordinator', 'common'])
  const [open, setOpen] = useState(false)
  const { referralId, givenName: name } = referral
  const send = useWrite('rejectReferral', () => {
    setOpen(false)
    toast(t('rejected'))
  })
  const { form, submit } = useServerForm({
    schema: rejection,
    initial: { reason: 'no-capacity' },
    bodyOf: (values) => values,
    says: () => t('common:field.required'),
  })
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
        field={form.getInputProps('reason')}
        act={t('rejectSend', { name })}
        onAct={() => submit((body) => send.mutate({ params: { referralId }, body }))}
        busy={send.isPending}
        error={send.error}
      />
    </>
  )
}
