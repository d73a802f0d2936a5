import { Skeleton } from '@mantine/core'
import { IconPlugX } from '@tabler/icons-react'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../../app/api.ts'
import { queryClient } from '../../../app/query-client.ts'
import { useLock } from '../../../app/lock.ts'
import { onSession, session, setSession } from '../../../app/session.ts'
import { Notice, SentenceSkeleton } from '../../../pieces/answer.tsx'
import { Frame } from '../../../pieces/shells.tsx'
import { Refer } from './refer.tsx'

/** `/refer#handoff=CODE`: the SMART launch hands over. The code leaves the address before anything else happens. */
export function Launch() {
  const { t } = useTranslation(['clinician', 'common'])
  const [handoff] = useState(takeHandoff)
  const [failed, setFailed] = useState(false)
  useLock()
  const [ready, setReady] = useState(handoff === null && session() !== null)
  useEffect(() => {
    if (handoff === null) return
    void exchange(handoff).then(
      () => setReady(true),
      () => setFailed(true),
    )
  }, [handoff])
  const open = useSyncExternalStore(onSession, () => session() !== null)
  if (ready && open) return <Refer />
  // A launch cannot be refreshed: when its session is over, the chart opens a new one.
  const nothing = handoff === null || ready
  return (
    <Frame>
      {failed || nothing ? (
        <Notice icon={IconPlugX} title={nothing ? t('refer.noChart') : t('refer.once')}>
          <p>{nothing ? t('refer.noChartWhy') : t('refer.onceWhy')}</p>
        </Notice>
      ) : (
        <div className="loading stack gap-24">
          <SentenceSkeleton />
          <Skeleton h={160} />
        </div>
      )}
    </Frame>
  )
}

function takeHandoff(): string | null {
  const code = new URLSearchParams(location.hash.slice(1)).get('handoff')
  if (code !== null) history.replaceState(history.state, '', location.pathname)
  return code
}

let exchanging: { code: string; done: Promise<void> } | null = null

/** Once per code, however often the screen is drawn. */
function exchange(code: string): Promise<void> {
  if (exchanging?.code !== code) exchanging = { code, done: exchangeNow(code) }
  return exchanging.done
}

async function exchangeNow(code: string): Promise<void> {
  setSession(null)
  const options = { idempotencyKey: crypto.randomUUID() }
  const { token, expiresAt } = await api('exchangeHandoff', { body: { code } }, options)
  queryClient.clear()
  setSession({ kind: 'launch', accessToken: token, expiresAt: Date.parse(expiresAt) })
}
