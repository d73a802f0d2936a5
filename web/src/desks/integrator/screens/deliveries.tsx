import type { Delivery } from '@careloom/web-api'
import { IconCheck, IconSend } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { api, useRead } from '../../../app/api.ts'
import { refresh } from '../../../app/events.ts'
import { Answer, Notice, RowsSkeleton } from '../../../pieces/answer.tsx'
import { Act, Pill, Sentence, When } from '../../../pieces/basics.tsx'
import { toast } from '../../../pieces/toast.tsx'
import { IntegratorShell } from './shell.tsx'

/** Every delivery as a line of a timeline, never its content. */
export function IntegratorDeliveries() {
  const { t } = useTranslation(['integrator', 'common'])
  const deliveries = useRead('listDeliveries', { query: { limit: 100 } })
  return (
    <IntegratorShell>
      <Answer of={deliveries} skeleton={<RowsSkeleton rows={6} />}>
        {({ deliveries: rows }) =>
          rows.length === 0 ? (
            <Notice icon={IconSend} title={t('deliveries.none')}>
              <p>{t('deliveries.noneWhy')}</p>
            </Notice>
          ) : (
            <div className="stack read gap-16">
              <Sentence>{t('deliveries.title')}</Sentence>
              <Timeline deliveries={rows} />
            </div>
          )
        }
      </Answer>
    </IntegratorShell>
  )
}

/** Tries one delivery again; its own key per press, so two presses are two tries. */
export function useRetry(): (deliveryId: string) => void {
  const { t } = useTranslation(['integrator', 'common'])
  return (deliveryId) => {
    const key = { idempotencyKey: crypto.randomUUID() }
    void api('retryDelivery', { params: { deliveryId }, body: {} }, key)
      .then(() => toast(t('retried')))
      .catch(() => toast(t('common:problem.unknown')))
      .finally(() => refresh(['integrator-deliveries']))
  }
}

export function Timeline({ deliveries }: { deliveries: Delivery[] }) {
  const { t } = useTranslation(['integrator', 'common'])
  const retry = useRetry()
  if (deliveries.length === 0)
    return (
      <Notice icon={IconSend} title={t('deliveries.none')} level="h3">
        <p>{t('deliveries.noneWhy')}</p>
      </Notice>
    )
  return (
    <ol className="card timeline">
      {deliveries.map((delivery) => (
        <li key={delivery.deliveryId}>
          <When at={delivery.at} form="second" />
          <span className="grow">
            <code>
              {delivery.resourceType} {shortId(delivery.resourceId)}
            </code>
            <br />
            <How delivery={delivery} />
          </span>
          {delivery.status === 'proved' ? (
            <Pill tone="good" icon={IconCheck}>
              {t('deliveries.proved')}
            </Pill>
          ) : null}
          {delivery.status === 'failed' ? (
            <Act onClick={() => retry(delivery.deliveryId)}>{t('deliveries.retry')}</Act>
          ) : null}
        </li>
      ))}
    </ol>
  )
}

const shortId = (id: string | null) =>
  id === null ? '' : id.length > 10 ? `${id.slice(0, 4)}…${id.slice(-2)}` : id

function How({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslation(['integrator', 'common'])
  const { status, attempts: count, failure, tookMs } = delivery
  if (status === 'failed')
    return (
      <span className="needs">
        {t('deliveries.failed', { count, why: failure ?? t('deliveries.unknown') })}
      </span>
    )
  if (status === 'proved' && tookMs !== null)
    return (
      <span className="dim">{t('deliveries.took', { seconds: (tookMs / 1000).toFixed(1) })}</span>
    )
  return <span className="dim">{t(`deliveries.status.${status}`)}</span>
}
