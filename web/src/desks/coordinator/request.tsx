import type { Candidate, CoordinatorReferral } from '@careloom/web-api'
import { Button, Checkbox, Skeleton } from '@mantine/core'
import { IconChevronLeft, IconLanguage, IconPhone } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../app/api.ts'
import { capital, useAnd, useNumberWord, useTimes } from '../../app/format.ts'
import { Answer, Notice, RowsSkeleton, WriteTrouble } from '../../pieces/answer.tsx'
import { Card, Face, Line, Pill, Section, Words } from '../../pieces/basics.tsx'
import { useLanguageName } from '../../pieces/live-text.ts'
import { Reasons, useReasonWords } from '../../pieces/reasons.tsx'
import { toast } from '../../pieces/toast.tsx'
import { OtherActions } from './other-actions.tsx'
import { Room } from './room.tsx'

/** One request in the person's words, whom to ask for them, and why. */
export function Request({ referralId }: { referralId: string }) {
  const { t } = useTranslation(['coordinator', 'common'])
  const referral = useRead('getCoordinatorReferral', { params: { referralId } })
  return (
    <>
      <Link to="/coordinator" className="back only-phone">
        <IconChevronLeft size={22} aria-hidden />
        {t('back')}
      </Link>
      <Answer of={referral} level="h2" skeleton={<RequestSkeleton />}>
        {(answer) => <Detail referral={answer} />}
      </Answer>
    </>
  )
}

function Detail({ referral }: { referral: CoordinatorReferral }) {
  const [chosen, setChosen] = useState<string[]>(() => preselected(referral))
  return (
    <div className="stack" style={{ gap: 24 }}>
      <Asked referral={referral} />
      <div className="queue-two">
        <Candidates referral={referral} chosen={chosen} onChosen={setChosen} />
        <Room load={referral.load} />
      </div>
      <OtherActions referral={referral} />
    </div>
  )
}

/** The first two, so that the person has a choice; the coordinator changes it. */
function preselected(referral: CoordinatorReferral): string[] {
  if (!referral.canOffer) return []
  return referral.candidates
    .filter(({ offer }) => offer === null)
    .slice(0, 2)
    .map(({ peerWorkerId }) => peerWorkerId)
}

function Asked({ referral }: { referral: CoordinatorReferral }) {
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
        {t('asks', { name: referral.personDisplay, program: referral.programName })}
      </h2>
      <p className="dim" style={{ marginBottom: 12 }}>
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
        <p style={{ marginTop: 12 }}>
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

function Candidates({
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
      <div className="stack" style={{ gap: 12 }}>
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
          <OfferBar referral={referral} chosen={chosen} />
        ) : null}
      </div>
      {notProposed.length > 0 ? (
        <>
          <h3 className="not-proposed">{t('notProposed')}</h3>
          <ul>
            {notProposed.map(({ name, reasons }) => (
              <li key={name} style={{ paddingBlock: 3 }}>
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
  const { name, offer } = candidate
  return (
    <Card as="article" aria-label={name}>
      <div className="row candidate">
        <Face name={name} size={40} />
        <div className="grow">
          <b style={{ fontWeight: 600 }}>{name}</b> <span className="dim">· {candidate.title}</span>
          <Reasons reasons={candidate.reasons} none={t('noReasons')} />
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

function OfferBar({ referral, chosen }: { referral: CoordinatorReferral; chosen: string[] }) {
  const { t } = useTranslation(['coordinator', 'common'])
  const and = useAnd()
  const names = and(
    referral.candidates
      .filter(({ peerWorkerId }) => chosen.includes(peerWorkerId))
      .map(({ name }) => name.split(' ')[0] ?? name),
  )
  const send = useWrite('sendOffers', () =>
    toast(t('offered', { names, name: referral.givenName })),
  )
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

export function RequestSkeleton() {
  return (
    <div className="stack" style={{ gap: 24 }}>
      <Skeleton h={180} />
      <div className="queue-two">
        <RowsSkeleton rows={3} action />
        <Skeleton h={220} />
      </div>
    </div>
  )
}
