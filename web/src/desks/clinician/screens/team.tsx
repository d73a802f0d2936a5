import type { ClinicianReferral } from '@careloom/web-api'
import { IconCircleCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Card, Face, Section, When } from '../../../pieces/basics.tsx'

export function Team({ referral }: { referral: ClinicianReferral }) {
  const { t } = useTranslation(['clinician', 'common'])
  return (
    <Section title={t('status.team')}>
      <Card className="rows team">
        {referral.careTeam.map((member) => (
          <div key={member.name} className="row">
            <Face name={member.name} size={40} />
            <div className="grow">
              <b className="strong">{member.name}</b>
              <br />
              <span className="dim">
                {[member.role, member.isYou ? t('status.you') : member.organizationName]
                  .filter(Boolean)
                  .join(', ')}
              </span>
              {member.seenInChartSince ? (
                <p className="inline proof">
                  <IconCircleCheck size={18} aria-hidden />
                  <span>
                    {t('status.seen')} <When at={member.seenInChartSince} />
                  </span>
                </p>
              ) : null}
            </div>
          </div>
        ))}
        {referral.careTeam.some(({ kind }) => kind === 'peer') ? null : (
          <p className="dim row">{t('status.noTeam')}</p>
        )}
      </Card>
    </Section>
  )
}
