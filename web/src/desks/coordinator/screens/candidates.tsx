import type { Candidate, CoordinatorReferral } from '@careloom/web-api'
import { Button, Checkbox } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../app/api.ts'
import { capital, useAnd, useNumberWord } from '../../../app/format.ts'
import { Notice, WriteTrouble } from '../../../pieces/answer.tsx'
import { Card, Face, Pill, Section } from '../../../pieces/basics.tsx'
import { Reasons } from '../../../pieces/reasons.tsx'
import { toast } from '../../../pieces/toast.tsx'
import { useReasonWords } from '../say-reason.ts'

export function Candidates({
  referral,
  chosen,
  onChosen,
}: {
  referral: CoordinatorReferral
  chosen: string[]
  onChosen: (peerWorkerIds: string[]) => void
}) {
  const { t } = useTranslation(['coordinator', 'common'])
  const word = useNumberWord()
  const say = useReasonWords()
  const { candidates, notProposed, canOffer } = referral
  const free = chosen.filter((id) =>
    candidates.some(({ peerWorkerId, offer }) => peerWorkerId === id && offer === null),
  )
  const toggle = (peerWorkerId: string, on: boolean) =>
    onChosen(on ? [...chosen, peerWorkerId] : chosen.filter((id) => id !== peerWorkerId))
  return (
    <Section
      title={
        candidates.length > 0
          ? capital(t('best', { count: candidates.length, n: word(candidates.length) }))
          : t('nobodyFits')
      }
      aside={canOffer ? <span className="small dim">{t('oneToThree')}</span> : null}
    >
      <div className="stack gap-12">
        {candidates.length === 0 ? (
          <Notice title={t('nobodyFits')} level="h3">
            <p>{t('nobodyFitsWhy')}</p>
          </Notice>
        ) : null}
        {candidates.map((candidate) => (
          <CandidateCard
            key={candidate.peerWorkerId}
            candidate={candidate}
            canOffer={canOffer}
            checked={chosen.includes(candidate.peerWorkerId)}
            full={chosen.length >= 3}
            onToggle={(on) => toggle(candidate.peerWorkerId, on)}
          />
        ))}
        {canOffer && candidates.length > 0 ? (
          <OfferBar referral={referral} chosen={free} onOffered={() => onChosen([])} />
        ) : null}
      </div>
      {notProposed.length > 0 ? (
        <>
          <h3 className="not-proposed">{t('notProposed')}</h3>
          <ul>
            {notProposed.map(({ name, reasons }) => (
              <li key={name} className="py-3">
                {name} <span className="dim">{reasons.map(say).join(' ')}</span>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </Section>
  )
}

function CandidateCard({
  candidate,
  canOffer,
  checked,
  full,
  onToggle,
}: {
  candidate: Candidate
  canOffer: boolean
  checked: boolean
  full: boolean
  onToggle: (on: boolean) => void
}) {
  const { t } = useTranslation(['coordinator', 'common'])
  const say = useReasonWords()
  const { name, offer } = candidate
  return (
    <Card as="article" aria-label={name}>
      <div className="row candidate">
        <Face name={name} size={40} />
        <div className="grow">
          <b className="strong">{name}</b> <span className="dim">· {candidate.title}</span>
          <Reasons reasons={candidate.reasons} say={say} none={t('noReasons')} />
        </div>
        {offer ? (
          <Pill tone={offer === 'accepted' ? 'good' : undefined}>{t(`offerState.${offer}`)}</Pill>
        ) : canOffer ? (
          <Checkbox
            label={t('offer')}
            checked={checked}
            disabled={full && !checked}
            onChange={(event) => onToggle(event.currentTarget.checked)}
            aria-label={t('offerTo', { name })}
          />
        ) : null}
      </div>
    </Card>
  )
}

function OfferBar({
  referral,
  chosen,
  onOffered,
}: {
  referral: CoordinatorReferral
  chosen: string[]
  onOffered: () => void
}) {
  const { t } = useTranslation(['coordinator', 'common'])
  const and = useAnd()
  const names = and(
    referral.candidates
      .filter(({ peerWorkerId }) => chosen.includes(peerWorkerId))
      .map(({ name }) => name.split(' ')[0] ?? name),
  )
  const send = useWrite('sendOffers', () => {
    toast(t('offered', { names, name: referral.givenName }))
    // What was offered is not offered again by the next press.
    onOffered()
  })
  const { referralId } = referral
  return (
    <div className="offer-bar">
      <Button
        disabled={chosen.length === 0 || send.isPending}
        onClick={() => send.mutate({ params: { referralId }, body: { peerWorkerIds: chosen } })}
      >
        {chosen.length === 0 ? t('offerToNone') : t('offerTo', { name: names })}
      </Button>
      <WriteTrouble error={send.error} />
    </div>
  )
}
