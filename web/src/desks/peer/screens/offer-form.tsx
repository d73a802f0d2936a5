import type { Offer } from '@careloom/web-api'
import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../app/api.ts'
import { useTimes } from '../../../app/format.ts'
import { WriteTrouble } from '../../../pieces/answer.tsx'
import { Section, Sentence } from '../../../pieces/basics.tsx'
import { useLanguageName } from '../../../pieces/live-text.ts'
import { Reasons } from '../../../pieces/reasons.tsx'
import { toast } from '../../../pieces/toast.tsx'
import { useReasonWords } from '../say-reason.ts'
import { Agreement, useAgreement } from './agreement.tsx'
import { PeerShell } from './shell.tsx'

/** The offer, and the boundary agreement that a yes starts with. */
export function OfferForm({ offer }: { offer: Offer }) {
  const { t } = useTranslation(['peer', 'common'])
  const navigate = useNavigate()
  const { form, submit } = useAgreement()
  const { referralId } = offer
  const accept = useWrite('acceptOffer', () => {
    toast(t('offer.accepted'))
    void navigate({ to: '/peer/people' })
  })
  const decline = useWrite('declineOffer', () => {
    toast(t('offer.declined'))
    void navigate({ to: '/peer' })
  })
  const busy = accept.isPending || decline.isPending
  const accepts = () =>
    submit((agreed) =>
      accept.mutate({ params: { referralId }, body: { boundaryAgreement: agreed } }),
    )
  const declines = () => decline.mutate({ params: { referralId }, body: {} })
  return (
    <PeerShell
      back={{ word: t('offer.back'), to: '/peer' }}
      action={<YesOrNo busy={busy} onYes={accepts} onNo={declines} />}
    >
      <About offer={offer} />
      <Agreement form={form} />
      <WriteTrouble error={accept.error ?? decline.error} />
    </PeerShell>
  )
}

function YesOrNo({ busy, onYes, onNo }: { busy: boolean; onYes: () => void; onNo: () => void }) {
  const { t } = useTranslation('peer')
  return (
    <div className="two-buttons">
      <Button variant="default" disabled={busy} onClick={onNo}>
        {t('offer.no')}
      </Button>
      <Button disabled={busy} onClick={onYes}>
        {t('offer.yes')}
      </Button>
    </div>
  )
}

/** What is asked, and why of this peer. */
function About({ offer }: { offer: Offer }) {
  const { t } = useTranslation(['peer', 'common'])
  const { say } = useTimes()
  const languageName = useLanguageName()
  const sayReason = useReasonWords()
  return (
    <>
      <Sentence
        lede={t('offer.lede', {
          program: offer.programName,
          organization: offer.organizationName,
          when: say(offer.answerBy, 'by'),
        })}
      >
        {t('offer.title')}
      </Sentence>
      <Section title={t('offer.why')}>
        <Reasons reasons={offer.reasons} say={sayReason} none={t('offer.noWhy')} />
        {offer.preferredLanguage ? (
          <p className="mt-8">
            {t('offer.language', { language: languageName(offer.preferredLanguage) })}
          </p>
        ) : null}
      </Section>
    </>
  )
}
