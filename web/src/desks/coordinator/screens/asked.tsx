import type { CoordinatorReferral } from '@careloom/web-api'
import { IconLanguage, IconPhone } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useTimes } from '../../../app/format.ts'
import { Card, Line, Words } from '../../../pieces/basics.tsx'
import { useLanguageName } from '../../../pieces/live-text.ts'
import { Urgency } from './urgency.tsx'

export function Asked({ referral }: { referral: CoordinatorReferral }) {
  const { t } = useTranslation(['coordinator', 'common'])
  const { say } = useTimes()
  const languageName = useLanguageName()
  const title = useRef<HTMLHeadingElement>(null)
  const when = say(referral.requestedAt, 'day-time')
  const { givenName: name, referredBy: who, contact } = referral
  useEffect(() => {
    if (document.activeElement?.classList.contains('queue-row')) title.current?.focus()
  }, [])
  const reach = [
    contact.phone ?? t('noPhone'),
    contact.bestTimes,
    contact.voicemailOk ? t('message') : t('noMessage'),
  ]
  return (
    <Card as="section" aria-label={t('asks', { name, program: referral.programName })}>
      <h2 className="asked-title" tabIndex={-1} ref={title}>
        {t('asks', { name: referral.personDisplay, program: referral.programName })}{' '}
        <Urgency of={referral} />
      </h2>
      <p className="dim mb-12">
        {who ? t('referred', { who, when }) : t('self', { when })}{' '}
        {referral.personAgreed ? t('saidYes', { name }) : null}
      </p>
      {referral.reasonInOwnWords ? (
        <Words by={t('common:ownWords', { name })}>{referral.reasonInOwnWords}</Words>
      ) : null}
      <div className="asked-lines">
        {referral.preferredLanguage ? (
          <Line icon={IconLanguage}>
            {t('language', { language: languageName(referral.preferredLanguage) })}
          </Line>
        ) : null}
        <Line icon={IconPhone}>{reach.filter(Boolean).join(', ')}</Line>
      </div>
      {referral.chosenPeerName ? (
        <p className="mt-12">
          <b>{t('chosen', { name, peer: referral.chosenPeerName })}</b>
        </p>
      ) : null}
      {referral.informationRequest ? <Exchange asked={referral.informationRequest} /> : null}
    </Card>
  )
}

function Exchange({ asked }: { asked: NonNullable<CoordinatorReferral['informationRequest']> }) {
  const { t } = useTranslation(['coordinator', 'common'])
  return (
    <div className="exchange">
      <p>{t('askedAt', { question: asked.question })}</p>
      <p className={asked.answer ? '' : 'dim'}>
        {asked.answer ? t('answer', { answer: asked.answer }) : t('noAnswer')}
      </p>
    </div>
  )
}
