import {
  part2ConsentTextVersion,
  referralRequestAt,
  type ClinicianPatient,
  type Program,
} from '@careloom/web-api'
import { Button, Checkbox, Skeleton, Textarea } from '@mantine/core'
import { IconSend } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { troubleOf, useRead, useWrite } from '../../../app/api.ts'
import { now } from '../../../app/clock.ts'
import { useServerForm, written } from '../../../app/form.ts'
import {
  Answer,
  Notice,
  RowsSkeleton,
  SentenceSkeleton,
  WriteTrouble,
} from '../../../pieces/answer.tsx'
import { Card, Section, Sentence, When } from '../../../pieces/basics.tsx'
import { Frame, LiveDot } from '../../../pieces/shells.tsx'
import { ProgramChoice } from './program-choice.tsx'
import { Sharing } from './sharing.tsx'
import { SignedConsent } from './signed-consent.tsx'

/** The clinician's minute: everything that the chart knows is filled in. */
export function Refer() {
  const { t } = useTranslation(['clinician', 'common'])
  const patient = useRead('getClinicianPatient', {})
  const programs = useRead('listPrograms', {})
  const trouble = patient.error ? troubleOf(patient.error) : null
  if (trouble && trouble.code.startsWith('no-patient-in-context'))
    return (
      <Frame>
        <Notice title={t('refer.noChart')}>
          <p>{t('refer.noChartWhy')}</p>
        </Notice>
      </Frame>
    )
  if (patient.data && programs.data && programs.data.programs.length > 0)
    return <ReferForm patient={patient.data} programs={programs.data.programs} />
  return (
    <Frame>
      <Answer of={patient} skeleton={<ReferSkeleton />}>
        {() => (
          <Answer of={programs} skeleton={<ReferSkeleton />}>
            {() => null}
          </Answer>
        )}
      </Answer>
    </Frame>
  )
}

const inOneYear = () => new Date(now() + 365 * 86_400_000).toISOString().slice(0, 10)

function ReferForm({ patient, programs }: { patient: ClinicianPatient; programs: Program[] }) {
  const { t } = useTranslation(['clinician', 'common'])
  const navigate = useNavigate()
  const programOf = (programId: string) =>
    programs.find(({ id }) => id === programId) ?? best(programs)
  const { form, submit } = useReferral(patient, programs, programOf)
  const program = programOf(form.values.programId)
  const open = patient.openReferrals.find((referral) => referral.programId === program.id)
  const send = useWrite('sendReferral', ({ referralId }) =>
    navigate({ to: '/refer/referrals/$referralId', params: { referralId } }),
  )

  const refer = () => {
    if (!send.isPending && !open) submit((body) => send.mutate({ body }))
  }
  const sendByKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) refer()
  }
  const name = patient.givenName

  return (
    <div onKeyDown={sendByKey}>
      <Frame
        banner={patient.needPatientBanner ? <Banner patient={patient} /> : null}
        foot={
          <>
            <p className="small dim">{t('refer.keys')}</p>
            <SendButton
              program={program}
              isSending={send.isPending}
              isOpen={open !== undefined}
              onClick={refer}
            />
          </>
        }
      >
        <Sentence lede={t('refer.lede')}>{t('refer.title', { name: patient.display })}</Sentence>
        {open ? <AlreadyOpen referral={open} /> : null}
        <Section title={t('refer.where')} aside={<LiveDot />}>
          <ProgramChoice
            programs={programs}
            value={program.id}
            onChange={(id) => form.setFieldValue('programId', id)}
          />
          {program.freePeers === 0 ? (
            <p className="small dim mt-8">{t('refer.full', { name })}</p>
          ) : null}
        </Section>
        <div className="refer-two">
          <Asking patient={patient} program={program} form={form} />
          <Sharing
            patient={patient}
            program={program}
            contact={form.values.contact}
            onContact={(contact) => form.setFieldValue('contact', contact)}
            phone={form.errors['contact.phone']}
          />
        </div>
        <WriteTrouble error={send.error} />
      </Frame>
    </div>
  )
}

/** Why, and that the person agrees. */
function Asking({
  patient,
  program,
  form,
}: {
  patient: ClinicianPatient
  program: Program
  form: ReturnType<typeof useReferral>['form']
}) {
  const { t } = useTranslation('clinician')
  const name = patient.givenName
  return (
    <div className="stack gap-20">
      <Textarea
        label={t('refer.why', { name })}
        description={t('refer.whyHint')}
        autosize
        minRows={2}
        maxLength={1000}
        {...form.getInputProps('reasonInOwnWords')}
      />
      <Checkbox
        label={t('refer.agreed', { name })}
        description={t('refer.agreedHint', { name })}
        aria-invalid={form.errors['personAgreed'] !== undefined}
        {...form.getInputProps('personAgreed', { type: 'checkbox' })}
      />
      {program.part2 ? (
        <SignedConsent
          patient={patient}
          program={program}
          name={form.getInputProps('consent.signedName')}
          until={form.getInputProps('consent.expiresOn')}
        />
      ) : null}
    </div>
  )
}

function SendButton({
  program,
  isSending,
  isOpen,
  onClick,
}: {
  program: Program
  isSending: boolean
  isOpen: boolean
  onClick: () => void
}) {
  const { t } = useTranslation('clinician')
  return (
    <Button
      leftSection={<IconSend size={18} aria-hidden />}
      aria-keyshortcuts="Control+Enter"
      onClick={onClick}
      disabled={isSending || isOpen}
    >
      {isSending ? t('refer.sending') : t('refer.send', { organization: program.organizationName })}
    </Button>
  )
}

function AlreadyOpen({ referral }: { referral: ClinicianPatient['openReferrals'][number] }) {
  const { t } = useTranslation('clinician')
  return (
    <Card tone="well">
      <p>{t('refer.open', { program: referral.programName })}</p>
      <Link
        className="link"
        to="/refer/referrals/$referralId"
        params={{ referralId: referral.referralId }}
      >
        {t('refer.openSee')}
      </Link>
    </Card>
  )
}

function useReferral(
  patient: ClinicianPatient,
  programs: Program[],
  programOf: (programId: string) => Program,
) {
  const { t } = useTranslation(['clinician', 'common'])
  const words = {
    personAgreed: t('common:field.agreed'),
    'contact.phone': t('common:field.phone'),
    'consent.expiresOn': t('refer.consent.untilLater'),
  }
  return useServerForm({
    schema: referralRequestAt(now()),
    initial: {
      programId: best(programs).id,
      reasonInOwnWords: '',
      personAgreed: false,
      contact: patient.contact,
      consent: { signedName: '', expiresOn: inOneYear() },
    },
    bodyOf: ({ programId, reasonInOwnWords, consent, ...values }) => ({
      ...values,
      programId,
      reasonInOwnWords: written(reasonInOwnWords),
      preferredLanguage: patient.preferredLanguage ?? undefined,
      ...(programOf(programId).part2
        ? { consent: { textVersion: part2ConsentTextVersion, ...consent } }
        : {}),
    }),
    says: (field) => new Map(Object.entries(words)).get(field) ?? t('common:field.required'),
  })
}

/** Preselected: the programme with the shortest wait. */
function best(programs: Program[]): Program {
  const wait = (program: Program) => program.expectedWaitDays ?? program.promiseHours / 24
  const [first, ...others] = programs
  if (!first) throw new TypeError('no programme to choose from')
  return others.reduce((found, other) => (wait(other) < wait(found) ? other : found), first)
}

function Banner({ patient }: { patient: ClinicianPatient }) {
  return (
    <>
      <b>{patient.display}</b>{' '}
      {patient.birthDate ? <When at={patient.birthDate} form="date" /> : null}
    </>
  )
}

function ReferSkeleton() {
  return (
    <>
      <SentenceSkeleton />
      <RowsSkeleton rows={2} />
      <div className="refer-two">
        <Skeleton h={180} />
        <Skeleton h={260} />
      </div>
    </>
  )
}
