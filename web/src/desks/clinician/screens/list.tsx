import { IconInbox, IconSend } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../app/api.ts'
import { capital, useNumberWord } from '../../../app/format.ts'
import { Answer, Notice, RowsSkeleton, SentenceSkeleton } from '../../../pieces/answer.tsx'
import { Pill, Sentence, When } from '../../../pieces/basics.tsx'
import { Desk } from '../../../pieces/shells.tsx'

/** Standalone, without a chart: the clinician's own referrals. */
export function ClinicianList() {
  const { t } = useTranslation(['clinician', 'common'])
  const word = useNumberWord()
  const referrals = useRead('listClinicianReferrals', {})
  const places = [
    { icon: IconSend, word: t('common:deskName.clinician'), to: '/clinician', exact: true },
  ]
  return (
    <Desk places={places}>
      <Answer of={referrals} skeleton={<ListSkeleton />}>
        {({ referrals: rows }) =>
          rows.length === 0 ? (
            <Notice icon={IconInbox} title={t('list.empty')}>
              <p>{t('list.emptyWhy')}</p>
            </Notice>
          ) : (
            <div className="stack read gap-24">
              <Sentence lede={t('list.lede')}>
                {capital(t('list.title', { count: rows.length, n: word(rows.length) }))}
              </Sentence>
              <ul className="card rows list">
                {rows.map((row) => (
                  <li key={row.referralId}>
                    <Link
                      className="queue-row"
                      to="/clinician/referrals/$referralId"
                      params={{ referralId: row.referralId }}
                    >
                      <span className="grow">
                        <b>
                          {t(`status.title.${row.status}`, {
                            name: row.personDisplay,
                            organization: row.organizationName,
                            peer: t('status.aPeer'),
                          })}
                        </b>
                        <br />
                        <span className="small dim">
                          {row.programName} · <When at={row.requestedAt} form="day" />
                        </span>
                      </span>
                      {row.safety ? <Pill tone="needs">{t('list.safety')}</Pill> : null}
                      {row.nextActor === 'clinician' ? (
                        <Pill tone="needs">{t('list.waits')}</Pill>
                      ) : null}
                    </Link>
                  </li>
                ))}
              </ul>
            </div>
          )
        }
      </Answer>
    </Desk>
  )
}

function ListSkeleton() {
  return (
    <>
      <SentenceSkeleton />
      <RowsSkeleton rows={4} />
    </>
  )
}
