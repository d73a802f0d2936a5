import type { ClinicianReferral } from '@careloom/web-api'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../app/api.ts'
import { Card, When } from '../../../pieces/basics.tsx'
import { ToldSafetyActs } from '../../../pieces/told-safety.tsx'

/** The person let the clinician know of an answer about self-harm: it stands first. */
export function Safety({ referral }: { referral: ClinicianReferral }) {
  const { t } = useTranslation('clinician')
  const send = useWrite('acknowledgeReferralSafety')
  const { safety, referralId } = referral
  if (!safety) return null
  const { measureId, givenName: name } = safety
  return (
    <Card
      as="section"
      tone={safety.seenAt ? undefined : 'needs'}
      aria-label={t('status.safety.title', { name })}
    >
      <h2>{t('status.safety.title', { name })}</h2>
      <p>
        {t('status.safety.why', { name })} <When at={safety.at} ends />
      </p>
      <div className="mt-12">
        <ToldSafetyActs
          safety={safety}
          onSeen={() => send.mutate({ params: { referralId, measureId }, body: {} })}
          busy={send.isPending}
          error={send.error}
        />
      </div>
    </Card>
  )
}
