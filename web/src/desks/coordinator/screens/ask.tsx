import { questionToReferrer, type CoordinatorReferral } from '@careloom/web-api'
import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../app/api.ts'
import { useServerForm } from '../../../app/form.ts'
import { WriteTrouble } from '../../../pieces/answer.tsx'
import { Act } from '../../../pieces/basics.tsx'
import { Sheet } from '../../../pieces/sheet.tsx'
import { toast } from '../../../pieces/toast.tsx'

/** A question to whoever referred. */
export function Ask({ referral }: { referral: CoordinatorReferral }) {
  const { t } = useTranslation(['coordinator', 'common'])
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  const who = referral.referredBy ?? t('referrer')
  return (
    <>
      <Act onClick={() => setOpen(true)}>{t('ask', { who })}</Act>
      <Sheet open={open} onClose={close} title={t('askTitle', { who })}>
        {open ? <AskForm referralId={referral.referralId} onSent={close} /> : null}
      </Sheet>
    </>
  )
}

function AskForm({ referralId, onSent }: { referralId: string; onSent: () => void }) {
  const { t } = useTranslation(['coordinator', 'common'])
  const send = useWrite('requestInformation', () => {
    onSent()
    toast(t('asked'))
  })
  const { form, submit } = useServerForm({
    schema: questionToReferrer,
    initial: { question: '' },
    bodyOf: (values) => values,
    says: () => t('common:field.required'),
  })
  return (
    <div className="stack gap-16">
      <Textarea
        label={t('question')}
        autosize
        minRows={2}
        maxLength={600}
        {...form.getInputProps('question')}
      />
      <Button
        disabled={send.isPending}
        onClick={() => submit((body) => send.mutate({ params: { referralId }, body }))}
      >
        {t('askSend')}
      </Button>
      <WriteTrouble error={send.error} />
    </div>
  )
}
