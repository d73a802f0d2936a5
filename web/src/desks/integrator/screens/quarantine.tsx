import type { GivenUp, Quarantined } from '@careloom/web-api'
import { IconArchive } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../../app/api.ts'
import { capital, useNumberWord, useTimes } from '../../../app/format.ts'
import {
  Answer,
  Notice,
  RowsSkeleton,
  SentenceSkeleton,
  WriteTrouble,
} from '../../../pieces/answer.tsx'
import { Act, Card, Section, Sentence } from '../../../pieces/basics.tsx'
import { toast } from '../../../pieces/toast.tsx'
import { GiveUp } from './give-up.tsx'
import { IntegratorShell } from './shell.tsx'

/** Events that a consumer gave up on: envelopes only, with *Retry*. */
export function IntegratorQuarantine() {
  const { t } = useTranslation(['integrator', 'common'])
  const word = useNumberWord()
  const quarantine = useRead('listQuarantine', {})
  return (
    <IntegratorShell>
      <Answer of={quarantine} skeleton={<QuarantineSkeleton />}>
        {({ quarantined: rows, givenUp }) => (
          <div className="stack read gap-16">
            {rows.length === 0 ? (
              <Notice icon={IconArchive} title={t('quarantine.none')}>
                <p>{t('quarantine.noneWhy')}</p>
              </Notice>
            ) : (
              <>
                <Sentence lede={t('quarantine.lede')}>
                  {capital(t('quarantine.title', { count: rows.length, n: word(rows.length) }))}
                </Sentence>
                <ul className="stack gap-12">
                  {rows.map((row) => (
                    <HeldBack key={row.quarantineId} row={row} />
                  ))}
                </ul>
              </>
            )}
            {givenUp.length > 0 && <LetGo rows={givenUp} />}
          </div>
        )}
      </Answer>
    </IntegratorShell>
  )
}

function HeldBack({ row }: { row: Quarantined }) {
  const { t } = useTranslation(['integrator', 'common'])
  const { say } = useTimes()
  const retry = useWrite('retryQuarantined', () => toast(t('retried')))
  const { quarantineId } = row
  return (
    <Card as="li">
      <div className="row p-0">
        <span className="grow">
          <code>{row.eventType}</code>
          <br />
          <span className="needs">
            {t('quarantine.tries', {
              code: row.failureCode,
              count: row.attempts,
              when: say(row.lastFailedAt, 'day-time'),
            })}
          </span>
        </span>
        {row.isHandled ? (
          <Act
            disabled={retry.isPending}
            onClick={() => retry.mutate({ params: { quarantineId }, body: {} })}
          >
            {t('quarantine.retry')}
          </Act>
        ) : (
          <GiveUp quarantineId={quarantineId} />
        )}
      </div>
      <details>
        <summary>{t('quarantine.envelope')}</summary>
        <dl className="envelope">
          <dt>{t('quarantine.event')}</dt>
          <dd>
            <code>{row.eventId}</code>
          </dd>
          <dt>{t('quarantine.subject')}</dt>
          <dd>
            <code>{row.subject ?? '–'}</code>
          </dd>
          <dt>{t('quarantine.consumer')}</dt>
          <dd>
            <code>{row.consumer}</code>
          </dd>
        </dl>
      </details>
      <WriteTrouble error={retry.error} />
    </Card>
  )
}

/** What was let go, and why. */
function LetGo({ rows }: { rows: readonly GivenUp[] }) {
  const { t } = useTranslation(['integrator', 'common'])
  const { say } = useTimes()
  return (
    <Section title={t('quarantine.givenUp')}>
      <ul className="card rows">
        {rows.map(({ quarantineId, eventType, reason, givenUpAt }) => (
          <li key={quarantineId} className="row">
            <span className="grow">
              <code>{eventType}</code>
              <br />
              {t('quarantine.givenUpWhen', { when: say(givenUpAt, 'day-time'), reason })}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function QuarantineSkeleton() {
  return (
    <>
      <SentenceSkeleton />
      <RowsSkeleton rows={3} />
    </>
  )
}
