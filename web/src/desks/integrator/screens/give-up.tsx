import { givingUp } from '@careloom/web-api'
import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../app/api.ts'
import { useServerForm } from '../../../app/form.ts'
import { WriteTrouble } from '../../../pieces/answer.tsx'
import { Act } from '../../../pieces/basics.tsx'
import { Sheet } from '../../../pieces/sheet.tsx'
import { toast } from '../../../pieces/toast.tsx'

/** Nothing handles it any more: it is let go for a reason. */
export function GiveUp({ quarantineId }: { quarantineId: string }) {
  const { t } = useTranslation(['integrator', 'common'])
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <>
      <Act onClick={() => setOpen(true)}>{t('quarantine.giveUp')}</Act>
      <Sheet open={open} onClose={close} title={t('quarantine.giveUpTitle')}>
        {open ? <GiveUpForm quarantineId={quarantineId} onSent={close} /> : null}
      </Sheet>
    </>
  )
}

function GiveUpForm({ quarantineId, onSent }: { quarantineId: string; onSent: () => void }) {
  const { t } = useTranslation(['integrator', 'common'])
  const send = useWrite('giveUpQuarantined', () => {
    onSent()
    toast(t('quarantine.gaveUp'))
  })
  const { form, submit } = useServerForm({
    schema: givingUp,
    initial: { reason: '' },
    bodyOf: (values) => values,
    says: () => t('common:field.required'),
  })
  return (
    <div className="stack gap-16">
      <p>{t('quarantine.giveUpLead')}</p>
      <Textarea
        label={t('quarantine.giveUpWhy')}
        maxLength={300}
        {...form.getInputProps('reason')}
      />
      <Button
        onClick={() => submit((body) => send.mutate({ params: { quarantineId }, body }))}
        disabled={send.isPending}
      >
        {t('quarantine.giveUpSend')}
      </Button>
      <WriteTrouble error={send.error} />
    </div>
  )
}
