import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { useServerForm } from '../../../app/form.ts'
import { Notice } from '../../../pieces/answer.tsx'
import { Door } from '../../../pieces/shells.tsx'

const credentials = z.object({
  username: z.string().trim().min(1).max(200),
  password: z.string().min(1).max(200),
})
const answered = z.object({ location: z.string().max(4000) })

type Given = z.infer<typeof credentials>
type Outcome = 'wrong' | 'wait' | 'expired' | 'failed' | null

/** The identity provider's login page: asks, and goes where the provider says. */
export function Login({ interaction }: { interaction: string }) {
  const { t } = useTranslation()
  const send = useMutation({
    mutationFn: (given: Given) => signIn(interaction, given),
    retry: false,
    networkMode: 'always',
  })
  if (interaction === '' || send.data === 'expired') return <Expired />
  return (
    <Door>
      <main className="stack gap-20">
        <div>
          <h1 className="sentence">{t('login.title')}</h1>
          <p className="dim">{t('login.lede')}</p>
        </div>
        <LoginForm onSubmit={send.mutate} outcome={send.data ?? null} isSending={send.isPending} />
        <p className="small dim">{t('login.shared')}</p>
      </main>
      <footer className="small dim">{t('login.first')}</footer>
    </Door>
  )
}

function LoginForm({
  onSubmit,
  outcome,
  isSending,
}: {
  onSubmit: (given: Given) => void
  outcome: Outcome
  isSending: boolean
}) {
  const { t } = useTranslation()
  const { form, submit } = useServerForm({
    schema: credentials,
    initial: { username: '', password: '' },
    bodyOf: (values) => values,
    says: () => t('field.required'),
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    submit(onSubmit)
  }
  return (
    <form className="stack gap-16" onSubmit={send} noValidate>
      <TextInput
        label={t('login.username')}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        autoFocus
        {...form.getInputProps('username')}
      />
      <PasswordInput
        label={t('login.password')}
        name="password"
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': t('login.show'), size: 40 }}
        {...form.getInputProps('password')}
      />
      <div role="alert">
        {outcome === 'wrong' ? <p className="needs">{t('login.wrong')}</p> : null}
        {outcome === 'wait' ? <p className="needs">{t('login.wait')}</p> : null}
        {outcome === 'failed' ? <p className="needs">{t('state.failed')}</p> : null}
      </div>
      <Button type="submit" fullWidth disabled={isSending}>
        {t('login.submit')}
      </Button>
    </form>
  )
}

async function signIn(interaction: string, given: Given): Promise<Outcome> {
  const url = `/realms/careloom/interaction/${encodeURIComponent(interaction)}/login`
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(given),
  }).catch(() => null)
  if (response === null || response.status >= 500) return 'failed'
  if (response.status === 401) return 'wrong'
  if (response.status === 429) return 'wait'
  const answer = answered.safeParse(await response.json().catch(() => null))
  if (!response.ok || !answer.success) return 'expired'
  const next = new URL(answer.data.location, location.origin)
  // Only ever back to the provider on this origin: the page may not become an open redirect.
  if (next.origin !== location.origin) return 'failed'
  location.assign(next.href)
  return null
}

function Expired() {
  const { t } = useTranslation()
  return (
    <Door>
      <main>
        <Notice
          title={t('login.expired')}
          action={
            <Button component="a" href="/">
              {t('login.restart')}
            </Button>
          }
        >
          <p>{t('login.first')}</p>
        </Notice>
      </main>
    </Door>
  )
}
