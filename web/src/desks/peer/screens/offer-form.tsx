import { boundaryAgreement, modality, type Modality, type Offer } from '@careloom/web-api'
import { Button, Checkbox, Chip, SimpleGrid, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../app/api.ts'
import { useServerForm } from '../../../app/form.ts'
import { useTimes } from '../../../app/format.ts'
import { WriteTrouble } from '../../../pieces/answer.tsx'
import { Section, Sentence } from '../../../pieces/basics.tsx'
import { useLanguageName } from '../../../pieces/live-text.ts'
import { Reasons } from '../../../pieces/reasons.tsx'
import { toast } from '../../../pieces/toast.tsx'
import { useReasonWords } from '../say-reason.ts'
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
  return (
    <PeerShell
      back={{ word: t('offer.back'), to: '/peer' }}
      action={
        <div className="two-buttons">
          <Button
            variant="default"
            disabled={busy}
            onClick={() => decline.mutate({ params: { referralId }, body: {} })}
          >
            {t('offer.no')}
          </Button>
          <Button disabled={busy} onClick={accepts}>
            {t('offer.yes')}
          </Button>
        </div>
      }
    >
      <About offer={offer} />
      <Section title={t('offer.boundary')}>
        <div className="stack gap-16">
          <p className="dim">{t('offer.boundaryHint')}</p>
          <TextInput
            label={t('offer.hours')}
            maxLength={120}
            {...form.getInputProps('contactHours')}
          />
          <Channels
            value={form.values.channels}
            onChange={(channels) => form.setFieldValue('channels', channels)}
            error={form.errors['channels']}
          />
          <Checkbox
            label={t('offer.acknowledged')}
            description={t('offer.acknowledgedHint')}
            {...form.getInputProps('acknowledged', { type: 'checkbox' })}
          />
        </div>
      </Section>
      <WriteTrouble error={accept.error ?? decline.error} />
    </PeerShell>
  )
}

function useAgreement() {
  const { t } = useTranslation(['peer', 'common'])
  const missing = {
    contactHours: t('common:field.required'),
    channels: t('offer.mustChannel'),
    acknowledged: t('offer.mustAcknowledge'),
  }
  return useServerForm({
    schema: boundaryAgreement,
    initial: {
      contactHours: t('offer.hoursDefault'),
      channels: ['phone', 'in-person'] as Modality[],
      acknowledged: false,
    },
    bodyOf: (values) => values,
    says: (field) => new Map(Object.entries(missing)).get(field) ?? missing.contactHours,
  })
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

function Channels({
  value,
  onChange,
  error,
}: {
  value: Modality[]
  onChange: (channels: Modality[]) => void
  error: ReactNode
}) {
  const { t } = useTranslation(['peer', 'common'])
  const choose = (values: string[]) =>
    onChange(modality.options.filter((option) => values.includes(option)))
  return (
    <fieldset className="plain-set" data-path="channels" tabIndex={-1}>
      <legend>{t('offer.channels')}</legend>
      <Chip.Group multiple value={value} onChange={choose}>
        <SimpleGrid cols={2} spacing={8} verticalSpacing={8}>
          {modality.options.map((option) => (
            <Chip key={option} value={option}>
              {t(`common:modality.${option}`)}
            </Chip>
          ))}
        </SimpleGrid>
      </Chip.Group>
      {error ? (
        <p role="alert" className="needs">
          {error}
        </p>
      ) : null}
    </fieldset>
  )
}
