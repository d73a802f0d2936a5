import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { Notice } from '../../../pieces/answer.tsx'
import { Door } from '../../../pieces/shells.tsx'

const credentials = z.object({
  username: z.string().trim().min(1).max(200),
  password: z.string().min(1).max(200),
})
const answered = z.object({ location: z.string().max(4000) })

type Outcome = 'wrong' | 'wait' | 'expired' | 'failed' | null

/** The identity provider's login page: asks, and goes where the provider says. */
export function Login({ interaction }: { interaction: string }) {
  const { t } = useTranslation()
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [outcome, setOutcome] = useState<Outcome>(null)
  const [missing, setMissing] = useState(false)
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const checked = credentials.safeParse({ username, password })
    setMissing(!checked.success)
    if (!checked.success) return
    setBusy(true)
    setOutcome(await signIn(interaction, checked.data))
    setBusy(false)
  }
  if (interaction === '' || outcome === 'expired') return <Expired />
  return (
    <Door>
      <main className="stack gap-20">
        <div>
          <h1 className="sentence">{t('login.title')}</h1>
          <p className="dim">{t('login.lede')}</p>
        </div>
        <form className="stack gap-16" onSubmit={(event) => void submit(event)} noValidate>
          <TextInput
            label={t('login.username')}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            autoFocus
            value={username}
            onChange={(event) => setUsername(event.currentTarget.value)}
            error={missing && username.trim() === '' ? t('field.required') : undefined}
          />
          <PasswordInput
            label={t('login.password')}
            name="password"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': t('login.show'), size: 40 }}
            error={missing && password === '' ? t('field.required') : undefined}
          />
          <div role="alert">
            {outcome === 'wrong' ? <p className="needs">{t('login.wrong')}</p> : null}
            {outcome === 'wait' ? <p className="needs">{t('login.wait')}</p> : null}
            {outcome === 'failed' ? <p className="needs">{t('state.failed')}</p> : null}
          </div>
          <Button type="submit" fullWidth disabled={busy}>
            {t('login.submit')}
          </Button>
        </form>
        <p className="small dim">{t('login.shared')}</p>
      </main>
      <footer className="small dim">{t('login.first')}</footer>
    </Door>
  )
}

async function signIn(interaction: string, given: z.infer<typeof credentials>): Promise<Outcome> {
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
