import { ending, endReason, type CoordinatorReferral } from '@careloom/web-api'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../app/api.ts'
import { useServerForm } from '../../../app/form.ts'
import { Act } from '../../../pieces/basics.tsx'
import { toast } from '../../../pieces/toast.tsx'
import { ReasonSheet } from './reason-sheet.tsx'

/** Accepted, and it cannot be carried out; the referrer sees the reason. */
export function End({ referral }: { referral: CoordinatorReferral }) {
  const { t } = useTranslation(['coordinator', 'common'])
  const [open, setOpen] = useState(false)
  const { referralId, givenName: name } = referral
  const send = useWrite('endReferral', () => {
    setOpen(false)
    toast(t('end.done'))
  })
  const { form, submit } = useServerForm({
    schema: ending,
    initial: { reason: 'no-peer-found' },
    bodyOf: (values) => values,
    says: () => t('common:field.required'),
  })
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
        field={form.getInputProps('reason')}
        act={t('end.send', { name })}
        onAct={() => submit((body) => send.mutate({ params: { referralId }, body }))}
        busy={send.isPending}
        error={send.error}
      />
    </>
  )
}
