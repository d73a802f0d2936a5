import { Skeleton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../app/api.ts'
import { useTimes } from '../../../app/format.ts'
import { Answer, SentenceSkeleton } from '../../../pieces/answer.tsx'
import { Section, Sentence } from '../../../pieces/basics.tsx'
import { PersonShell } from './shell.tsx'
import { useCategoryWords } from '../words/categories.ts'
import { SharingSection } from './sharing-section.tsx'

/** The switches again, with every consent so far. */
export function PersonSharing() {
  const { t } = useTranslation(['person', 'common'])
  const words = useCategoryWords()
  const { say } = useTimes()
  const consents = useRead('listConsents', {})
  return (
    <PersonShell>
      <Answer of={consents} skeleton={<SharingSkeleton />}>
        {({ sharing, consents: records }) => (
          <>
            <Sentence>{t('sharing.title')}</Sentence>
            <SharingSection sharing={sharing} />
            {records.length > 0 ? (
              <Section title={t('sharing.before')}>
                <ul className="card rows">
                  {records.map((record) => (
                    <li key={record.consentId} className="py-10">
                      {t('sharing.record', {
                        organization: record.organizationName,
                        what: words(record.categories),
                      })}
                      <br />
                      <span className="dim small">
                        {t(`sharing.${record.status}`, {
                          from: say(record.grantedOn, 'date'),
                          to: say(record.endedOn ?? record.until ?? record.grantedOn, 'date'),
                        })}
                      </span>
                    </li>
                  ))}
                </ul>
              </Section>
            ) : null}
          </>
        )}
      </Answer>
    </PersonShell>
  )
}

function SharingSkeleton() {
  return (
    <>
      <SentenceSkeleton />
      <Skeleton h={300} />
      <Skeleton h={140} />
    </>
  )
}
