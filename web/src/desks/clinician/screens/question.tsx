import { answerToQuestion, type ClinicianReferral } from '@careloom/web-api'
import { Button, Textarea } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../app/api.ts'
import { useServerForm } from '../../../app/form.ts'
import { WriteTrouble } from '../../../pieces/answer.tsx'
import { Card, Words } from '../../../pieces/basics.tsx'
import { toast } from '../../../pieces/toast.tsx'

export function Question({ referral }: { referral: ClinicianReferral }) {
  const { t } = useTranslation(['clinician', 'common'])
  const { referralId, informationRequest: asked } = referral
  const send = useWrite('answerInformationRequest', () => toast(t('status.answered')))
  const { form, submit } = useServerForm({
    schema: answerToQuestion,
    initial: { answer: '' },
    bodyOf: (values) => values,
    says: () => t('common:field.required'),
  })
  if (!asked) return null
  return (
    <Card tone="needs" as="section" aria-label={t('status.question', { who: asked.askedBy })}>
      <Words by={t('status.question', { who: asked.askedBy })}>{asked.question}</Words>
      <Textarea
        mt={12}
        mb={12}
        label={t('status.answer')}
        autosize
        minRows={2}
        maxLength={1000}
        {...form.getInputProps('answer')}
      />
      <Button
        disabled={send.isPending}
        onClick={() => submit((body) => send.mutate({ params: { referralId }, body }))}
      >
        {t('status.answerSend')}
      </Button>
      <WriteTrouble error={send.error} />
    </Card>
  )
}
