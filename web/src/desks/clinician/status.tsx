import type { ClinicianReferral } from '@careloom/web-api'
import { Button, Skeleton, Textarea } from '@mantine/core'
import { IconChevronLeft, IconCircleCheck, IconEye, IconEyeOff } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../app/api.ts'
import { useAnd, useTimes } from '../../app/format.ts'
import { session } from '../../app/session.ts'
import { Answer, RowsSkeleton, SentenceSkeleton, WriteTrouble } from '../../pieces/answer.tsx'
import { Act, Card, Face, Section, Sentence, When, Words } from '../../pieces/basics.tsx'
import { Sheet } from '../../pieces/sheet.tsx'
import { Frame, LiveDot } from '../../pieces/shells.tsx'
import { toast } from '../../pieces/toast.tsx'
import { OutcomeSection } from './outcome-section.tsx'
import { Steps } from './steps.tsx'

/** Where one referral stands: who acts next, the team, what the person shares. */
export function ReferralStatus({ referralId }: { referralId: string }) {
  const { t } = useTranslation(['clinician', 'common'])
  const referral = useRead('getClinicianReferral', { params: { referralId } })
  const launched = session()?.kind === 'launch'
  return (
    <Frame>
      <div className="frame-top">
        <Link to={launched ? '/refer' : '/clinician'} className="back">
          <IconChevronLeft size={22} aria-hidden />
          {launched ? t('status.back') : t('status.all')}
        </Link>
        <LiveDot />
      </div>
      <Answer of={referral} skeleton={<StatusSkeleton />}>
        {(answer) => <Standing referral={answer} />}
      </Answer>
    </Frame>
  )
}

function Standing({ referral }: { referral: ClinicianReferral }) {
  const { t } = useTranslation(['clinician', 'common'])
  const next = useNext(referral)
  const names = {
    name: referral.person.display,
    organization: referral.organizationName,
    peer: referral.peer?.name ?? t('status.aPeer'),
  }
  return (
    <>
      <div className="status-head">
        <Sentence lede={next}>{t(`status.title.${referral.status}`, names)}</Sentence>
        {referral.canCancel ? <Cancel referral={referral} /> : null}
      </div>
      {referral.informationRequest ? <Question referral={referral} /> : null}
      <Steps steps={referral.steps} />
      <div className="status-two">
        <Team referral={referral} />
        <Shared referral={referral} />
      </div>
      {referral.outcomes.map((line) => (
        <OutcomeSection key={line.instrument} line={line} name={referral.person.givenName} />
      ))}
    </>
  )
}

function useNext({ next, organizationName, person }: ClinicianReferral): string {
  const { t } = useTranslation(['clinician', 'common'])
  const { say } = useTimes()
  if (next.actor === 'nobody' || next.actor === 'clinician') return t(`status.next.${next.actor}`)
  const who = next.name ?? (next.actor === 'person' ? person.givenName : organizationName)
  if (next.actor === 'person') return t('status.next.person', { who })
  if (next.dueAt === null) return t('status.nextUndated', { who })
  return t(`status.next.${next.actor}`, { who, when: say(next.dueAt, 'by') })
}

function Team({ referral }: { referral: ClinicianReferral }) {
  const { t } = useTranslation(['clinician', 'common'])
  return (
    <Section title={t('status.team')}>
      <Card className="rows team">
        {referral.careTeam.map((member) => (
          <div key={member.name} className="row">
            <Face name={member.name} size={40} />
            <div className="grow">
              <b style={{ fontWeight: 600 }}>{member.name}</b>
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

function Shared({ referral }: { referral: ClinicianReferral }) {
  const { t } = useTranslation(['clinician', 'common'])
  const and = useAnd()
  const { say } = useTimes()
  const { shared } = referral
  const name = referral.person.givenName
  const open = shared.categories.length > 0
  const until = shared.until
    ? t('status.until', { day: say(shared.until, 'date') })
    : t('status.untilEnded', { name })
  const list = (categories: typeof shared.categories) =>
    and(categories.map((category) => t(`common:category.${category}`)))
  return (
    <Section
      title={t('status.shares', { name })}
      aside={open ? <span className="dim small">{until}</span> : null}
    >
      <Card>
        <div className="stack" style={{ gap: 16 }}>
          {shared.goals.map((goal) => (
            <Words
              key={goal.words}
              by={
                goal.nextStep
                  ? t('status.goalNext', { name, step: goal.nextStep })
                  : t('status.goalBy', { name })
              }
            >
              {goal.words}
            </Words>
          ))}
          <p className="icon-line">
            <IconEye size={18} aria-hidden />
            <span>
              {open
                ? t('status.shared', { what: list(shared.categories) })
                : t('status.sharesNothing', { name })}
            </span>
          </p>
          {shared.withheld.length > 0 ? (
            <p className="icon-line small dim">
              <IconEyeOff size={18} aria-hidden />
              <span>{t('status.withheld', { name, what: list(shared.withheld) })}</span>
            </p>
          ) : null}
        </div>
      </Card>
    </Section>
  )
}

function Question({ referral }: { referral: ClinicianReferral }) {
  const { t } = useTranslation(['clinician', 'common'])
  const [answer, setAnswer] = useState('')
  const { referralId, informationRequest: asked } = referral
  const send = useWrite('answerInformationRequest', () => toast(t('status.answered')))
  if (!asked) return null
  return (
    <Card tone="needs" as="section" aria-label={t('status.question', { who: asked.askedBy })}>
      <Words by={t('status.question', { who: asked.askedBy })}>{asked.question}</Words>
      <Textarea
        mt={12}
        mb={12}
        label={t('status.answer')}
        autosize
        minRows={2}
        maxLength={1000}
        value={answer}
        onChange={(event) => setAnswer(event.currentTarget.value)}
      />
      <Button
        disabled={answer.trim() === '' || send.isPending}
        onClick={() => send.mutate({ params: { referralId }, body: { answer: answer.trim() } })}
      >
        {t('status.answerSend')}
      </Button>
      <WriteTrouble error={send.error} />
    </Card>
  )
}

function Cancel({ referral }: { referral: ClinicianReferral }) {
  const { t } = useTranslation(['clinician', 'common'])
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const send = useWrite('requestCancellation', () => {
    setOpen(false)
    toast(t('status.cancelled'))
  })
  const submit = () =>
    send.mutate({
      params: { referralId: referral.referralId },
      body: reason.trim() === '' ? {} : { reason: reason.trim() },
    })
  return (
    <>
      <Act onClick={() => setOpen(true)}>{t('status.cancel')}</Act>
      <Sheet open={open} onClose={() => setOpen(false)} title={t('status.cancelTitle')}>
        <div className="stack" style={{ gap: 16 }}>
          <p>{t('status.cancelLead', { name: referral.person.givenName })}</p>
          <Textarea
            label={t('status.cancelWhy')}
            maxLength={300}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Button onClick={submit} disabled={send.isPending}>
            {t('status.cancelSend')}
          </Button>
          <WriteTrouble error={send.error} />
        </div>
      </Sheet>
    </>
  )
}

function StatusSkeleton() {
  return (
    <>
      <SentenceSkeleton />
      <Skeleton h={92} />
      <div className="status-two">
        <RowsSkeleton rows={3} />
        <Skeleton h={220} />
      </div>
    </>
  )
}
