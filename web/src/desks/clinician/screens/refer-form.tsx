import type { ClinicianPatient, Program } from '@careloom/web-api'
import { Button } from '@mantine/core'
import { IconSend } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../app/api.ts'
import { WriteTrouble } from '../../../pieces/answer.tsx'
import { Card, Section, Sentence, When } from '../../../pieces/basics.tsx'
import { Frame, LiveDot } from '../../../pieces/shells.tsx'
import { useReferral } from '../use-referral.ts'
import { Asking } from './asking.tsx'
import { ProgramChoice } from './program-choice.tsx'
import { Sharing } from './sharing.tsx'

type Given = { patient: ClinicianPatient; programs: Program[] }

/** One page, one button: to which programme, why, and how to reach the person. */
export function ReferForm({ patient, programs }: Given) {
  const { t } = useTranslation(['clinician', 'common'])
  const { form, submit, program } = useReferral(patient, programs)
  const open = patient.openReferrals.find((referral) => referral.programId === program.id)
  const { send, sendByKey, refer } = useSending(submit, open !== undefined)
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
        <Where
          patient={patient}
          programs={programs}
          program={program}
          onChange={(id) => form.setFieldValue('programId', id)}
        />
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

/** Sent once, by the button or by Ctrl and Enter, and not where one is open already. */
function useSending(submit: ReturnType<typeof useReferral>['submit'], isOpen: boolean) {
  const navigate = useNavigate()
  const send = useWrite('sendReferral', ({ referralId }) =>
    navigate({ to: '/refer/referrals/$referralId', params: { referralId } }),
  )
  const refer = () => {
    if (!send.isPending && !isOpen) submit((body) => send.mutate({ body }))
  }
  const sendByKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) refer()
  }
  return { send, refer, sendByKey }
}

function Where({
  patient,
  programs,
  program,
  onChange,
}: Given & { program: Program; onChange: (programId: string) => void }) {
  const { t } = useTranslation('clinician')
  return (
    <Section title={t('refer.where')} aside={<LiveDot />}>
      <ProgramChoice programs={programs} value={program.id} onChange={onChange} />
      {program.freePeers === 0 ? (
        <p className="small dim mt-8">{t('refer.full', { name: patient.givenName })}</p>
      ) : null}
    </Section>
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

function Banner({ patient }: { patient: ClinicianPatient }) {
  return (
    <>
      <b>{patient.display}</b>{' '}
      {patient.birthDate ? <When at={patient.birthDate} form="date" /> : null}
    </>
  )
}
