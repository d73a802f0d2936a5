import { IconCheck, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../app/api.ts'
import { useTimes } from '../../../app/format.ts'
import { Answer, RowsSkeleton, SentenceSkeleton } from '../../../pieces/answer.tsx'
import { Pill, Section, Sentence } from '../../../pieces/basics.tsx'
import { IntegratorShell } from './shell.tsx'

/** Whether every service keeps up with its log. */
export function IntegratorHealth() {
  const { t } = useTranslation(['integrator', 'common'])
  const { say } = useTimes()
  const health = useRead('getHealth', {})
  return (
    <IntegratorShell>
      <Answer of={health} skeleton={<HealthSkeleton />}>
        {({ status, version, startedAt, services, waiting, refusedMessages }) => (
          <div className="stack read gap-24">
            <Sentence lede={t('health.lede', { version, when: say(startedAt, 'day-time') })}>
              {t(`health.${status}`)}
            </Sentence>
            {waiting.length > 0 && (
              <Section title={t('health.waiting')}>
                <p>{t('health.goOn')}</p>
                <ul className="card rows">
                  {waiting.map((reaction) => (
                    <li key={reaction.name} className="row">
                      <span className="grow">{reaction.name}</span>
                      <Pill tone="needs" icon={IconX}>
                        {reaction.since === null
                          ? t(`health.${reaction.status}`)
                          : t('health.waiting-since', {
                              count: reaction.count,
                              when: say(reaction.since, 'day-time'),
                            })}
                      </Pill>
                    </li>
                  ))}
                </ul>
              </Section>
            )}
            {refusedMessages.length > 0 && (
              <Section title={t('health.refused')}>
                <p>{t('health.notBelieved')}</p>
                <ul className="card rows">
                  {refusedMessages.map(({ topic, code, count }) => (
                    <li key={`${topic} ${code}`} className="row">
                      <span className="grow">
                        {topic} {code}
                      </span>
                      <Pill tone="needs" icon={IconX}>
                        {t('health.refusedCount', { count })}
                      </Pill>
                    </li>
                  ))}
                </ul>
              </Section>
            )}
            <Section title={t('health.services')}>
              <ul className="card rows">
                {services.map((service) => (
                  <li key={service.name} className="row">
                    <span className="grow">{service.name}</span>
                    <Pill
                      tone={service.status === 'ok' ? 'good' : 'needs'}
                      icon={service.status === 'ok' ? IconCheck : IconX}
                    >
                      {t('health.behind', { count: service.behind })}
                    </Pill>
                  </li>
                ))}
              </ul>
            </Section>
          </div>
        )}
      </Answer>
    </IntegratorShell>
  )
}

function HealthSkeleton() {
  return (
    <>
      <SentenceSkeleton />
      <RowsSkeleton rows={6} />
    </>
  )
}
