import { boundaryAgreement, modality, type Modality, type Offer } from '@careloom/web-api'
import { Button, Checkbox, Chip, SimpleGrid, Skeleton, TextInput } from '@mantine/core'
import { IconHeartHandshake } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../app/api.ts'
import { useTimes } from '../../app/format.ts'
import { check, type FieldErrors } from '../../app/form.ts'
import { Answer, Notice, SentenceSkeleton, WriteTrouble } from '../../pieces/answer.tsx'
import { Card, Section, Sentence, Words } from '../../pieces/basics.tsx'
import { useLanguageName } from '../../pieces/live-text.ts'
import { Reasons } from '../../pieces/reasons.tsx'
import { toast } from '../../pieces/toast.tsx'
import { PeerShell } from './shell.tsx'

/** Somebody asks for this peer; a yes starts with the boundary agreement, a no needs no reason. */
export function PeerOffer({ referralId }: { referralId: string }) {
  const { t } = useTranslation(['peer', 'common'])
  const offers = useRead('listOffers', {})
  const offer = offers.data?.offers.find((one) => one.referralId === referralId)
  if (offer) return <OfferForm key={referralId} offer={offer} />
  return (
    <PeerShell back={{ word: t('offer.back'), to: '/peer' }}>
      <Answer of={offers} skeleton={<OfferSkeleton />}>
        {() => (
          <Notice icon={IconHeartHandshake} title={t('offer.gone')}>
            <p>{t('offer.goneWhy')}</p>
          </Notice>
        )}
      </Answer>
    </PeerShell>
  )
}

function OfferForm({ offer }: { offer: Offer }) {
  const { t } = useTranslation(['peer', 'common'])
  const { say } = useTimes()
  const languageName = useLanguageName()
  const navigate = useNavigate()
  const [contactHours, setContactHours] = useState(
    offer.suggestedContactHours ?? t('offer.hoursDefault'),
  )
  const [channels, setChannels] = useState<Modality[]>(['phone', 'in-person'])
  const [acknowledged, setAcknowledged] = useState(false)
  const [errors, setErrors] = useState<FieldErrors>({})
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
  const submit = () => {
    const checked = check(boundaryAgreement, { contactHours, channels, acknowledged })
    setErrors(checked.ok ? {} : checked.errors)
    if (checked.ok)
      accept.mutate({ params: { referralId }, body: { boundaryAgreement: checked.data } })
  }
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
          <Button disabled={busy} onClick={submit}>
            {t('offer.yes')}
          </Button>
        </div>
      }
    >
      <Sentence
        lede={t('offer.lede', {
          program: offer.programName,
          organization: offer.organizationName,
          when: say(offer.answerBy, 'by'),
        })}
      >
        {t('offer.title')}
      </Sentence>
      {offer.reasonInOwnWords ? (
        <Card>
          <Words by={t('offer.words')}>{offer.reasonInOwnWords}</Words>
        </Card>
      ) : null}
      <Section title={t('offer.why')}>
        <Reasons reasons={offer.reasons} none={t('offer.noWhy')} />
        {offer.preferredLanguage ? (
          <p style={{ marginTop: 8 }}>
            {t('offer.language', { language: languageName(offer.preferredLanguage) })}
          </p>
        ) : null}
      </Section>
      <Section title={t('offer.boundary')}>
        <div className="stack" style={{ gap: 16 }}>
          <p className="dim">{t('offer.boundaryHint')}</p>
          <TextInput
            label={t('offer.hours')}
            maxLength={120}
            value={contactHours}
            onChange={(event) => setContactHours(event.currentTarget.value)}
            error={errors['contactHours'] ? t('common:field.required') : undefined}
          />
          <Channels value={channels} onChange={setChannels} wrong={errors['channels'] === true} />
          <Checkbox
            label={t('offer.acknowledged')}
            description={t('offer.acknowledgedHint')}
            checked={acknowledged}
            onChange={(event) => setAcknowledged(event.currentTarget.checked)}
            error={errors['acknowledged'] ? t('offer.mustAcknowledge') : undefined}
          />
        </div>
      </Section>
      <WriteTrouble error={accept.error ?? decline.error} />
    </PeerShell>
  )
}

function Channels({
  value,
  onChange,
  wrong,
}: {
  value: Modality[]
  onChange: (channels: Modality[]) => void
  wrong: boolean
}) {
  const { t } = useTranslation(['peer', 'common'])
  const choose = (values: string[]) =>
    onChange(modality.options.filter((option) => values.includes(option)))
  return (
    <fieldset className="plain-set">
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
      {wrong ? <p className="needs">{t('offer.mustChannel')}</p> : null}
    </fieldset>
  )
}

function OfferSkeleton() {
  return (
    <>
      <SentenceSkeleton />
      <Skeleton h={90} />
      <Skeleton h={260} />
    </>
  )
}
