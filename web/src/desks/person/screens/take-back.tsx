import type { PersonHome } from '@careloom/web-api'
import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../app/api.ts'
import { WriteTrouble } from '../../../pieces/answer.tsx'
import { toast } from '../../../pieces/toast.tsx'

/** *Someone else* and *not now* are one tap, and one tap takes them back. */
export function TakeBack({ of }: { of: NonNullable<PersonHome['takeBack']> }) {
  const { t } = useTranslation('person')
  const navigate = useNavigate()
  const { referralId, answer } = of
  const send = useWrite('takeAnswerBack', () => {
    toast(t(`takeBack.done.${answer}`))
    if (answer === 'someone-else') void navigate({ to: '/person/choose' })
  })
  return (
    <>
      <Button
        variant="default"
        fullWidth
        disabled={send.isPending}
        onClick={() => send.mutate({ params: { referralId }, body: {} })}
      >
        {t(`takeBack.do.${answer}`)}
      </Button>
      <WriteTrouble error={send.error} />
    </>
  )
}
