import type { Connection } from '@careloom/web-api'
import { IconCheck, IconMinus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useTimes } from '../../../app/format.ts'
import { Card, Pill, Section } from '../../../pieces/basics.tsx'

/** What a hospital can do, from its own `/metadata`, and the route chosen per intent with its reason and proof. */
export function Routes({ connection }: { connection: Connection }) {
  const { t } = useTranslation(['integrator', 'common'])
  return (
    <Section title={t('routes', { name: connection.name })}>
      <Card>
        <p className="offers">
          <span className="dim small">{t('offers')}</span>
          {connection.offers.map((offer) => (
            <Pill key={offer} tone="good" icon={IconCheck}>
              {offer}
            </Pill>
          ))}
          {connection.refuses.length > 0 ? <span className="dim small">{t('refuses')}</span> : null}
          {connection.refuses.map((refused) => (
            <Pill key={refused} icon={IconX}>
              {refused}
            </Pill>
          ))}
        </p>
        <table className="plain wide">
          <thead>
            <tr>
              <th scope="col">{t('column.intent')}</th>
              <th scope="col">{t('column.route')}</th>
              <th scope="col">{t('column.because')}</th>
              <th scope="col">{t('column.proof')}</th>
            </tr>
          </thead>
          <tbody>
            {connection.routes.map((route) => (
              <tr key={route.intent}>
                <th scope="row">
                  <b className="strong">{t(`intent.${route.intent}`)}</b>
                </th>
                <td>{route.route}</td>
                <td className="dim">{route.reason}</td>
                <td className={route.proof.kind === 'failed' ? 'needs' : ''}>
                  <Proof proof={route.proof} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
    </Section>
  )
}

function Proof({ proof }: { proof: Connection['routes'][number]['proof'] }) {
  const { t } = useTranslation(['integrator', 'common'])
  const { say, exact } = useTimes()
  const Drawing = proof.kind === 'failed' ? IconX : proof.kind === 'none' ? IconMinus : IconCheck
  return (
    <span className="inline" title={proof.at ? exact(proof.at) : undefined}>
      <Drawing size={16} aria-hidden />
      {t(`proof.${proof.kind}`, { at: proof.at ? say(proof.at, 'second') : '' })}
    </span>
  )
}
