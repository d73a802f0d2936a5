import type { Sharing } from '@careloom/web-api'
import { Switch } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useTimes } from '../../../app/format.ts'
import { Section } from '../../../pieces/basics.tsx'
import { later } from '../../../pieces/later.tsx'
import { useCategoryWords } from '../words/categories.ts'

const WithdrawSheet = later(() => import('./withdraw-sheet.tsx').then((part) => part.WithdrawSheet))
const GrantSheet = later(() => import('./grant-sheet.tsx').then((part) => part.GrantSheet))

/** One line per organization, a switch each. The switch moves only after the server agrees. */
export function SharingSection({ sharing }: { sharing: Sharing[] }) {
  const { t } = useTranslation(['person', 'common'])
  const [asking, setAsking] = useState<Sharing | null>(null)
  const close = () => setAsking(null)
  return (
    <Section title={t('who.title')}>
      <p className="dim who-lead">{t('who.lead')}</p>
      {sharing.length === 0 ? (
        <p>{t('who.none')}</p>
      ) : (
        <ul className="card rows shares">
          {sharing.map((line) => (
            <li key={line.organizationId}>
              <SharingSwitch line={line} onFlip={() => setAsking(line)} />
            </li>
          ))}
        </ul>
      )}
      {asking?.on ? <WithdrawSheet line={asking} onClose={close} /> : null}
      {asking && !asking.on ? <GrantSheet line={asking} onClose={close} /> : null}
    </Section>
  )
}

function SharingSwitch({ line, onFlip }: { line: Sharing; onFlip: () => void }) {
  const { t } = useTranslation(['person', 'common'])
  const { say } = useTimes()
  const words = useCategoryWords()
  const until = line.until ? t('who.until', { day: say(line.until, 'date') }) : t('who.untilEnded')
  const off = line.everShared ? t('who.not') : t('who.never')
  const what = line.on ? t('who.sees', { what: words(line.categories) }) : t('who.nothing')
  return (
    <Switch
      checked={line.on}
      onChange={onFlip}
      labelPosition="left"
      label={line.organizationName}
      className="share"
      description={
        <>
          <span className="share-what">{what}</span>
          <br />
          {line.on ? until : off}
        </>
      }
    />
  )
}
