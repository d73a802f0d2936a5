import type { PeerToday } from '@careloom/web-api'
import { IconChevronRight, IconLifebuoy } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'

/** First of all on Today, and on the person's page. */
export function SafetyFirst({ told }: { told: PeerToday['safety'] }) {
  const { t } = useTranslation('peer')
  return told.map(({ assignmentId, measureId, givenName: name }) => (
    <Link
      key={measureId}
      to="/peer/people/$assignmentId/safety"
      params={{ assignmentId }}
      className="card press"
      data-tone="needs"
    >
      <IconLifebuoy size={24} aria-hidden color="var(--cl-safety)" />
      <span className="grow">
        <b>{t('safety.title', { name })}</b>
        <br />
        {t('safety.open')}
      </span>
      <IconChevronRight size={20} aria-hidden />
    </Link>
  ))
}
