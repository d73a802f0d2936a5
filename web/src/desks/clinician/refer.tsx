import {
  part2ConsentTextVersion,
  referralRequest,
  type ClinicianPatient,
  type Program,
} from '@careloom/web-api'
import { Button, Checkbox, Skeleton, Textarea } from '@mantine/core'
import { IconSend } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { troubleOf, useRead, useWrite } from '../../app/api.ts'
import { now } from '../../app/clock.ts'
import { check, written, type FieldErrors } from '../../app/form.ts'
import {
  Answer,
  Notice,
  RowsSkeleton,
  SentenceSkeleton,
  WriteTrouble,
} from '../../pieces/answer.tsx'
import { Card, Section, Sentence, When } from '../../pieces/basics.tsx'
import { Frame, LiveDot } from '../../pieces/shells.tsx'
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
  const [programId, setProgramId] = useState(() => best(programs).id)
  const [why, setWhy] = useState('')
  const [agreed, setAgreed] = useState(false)
  const [contact, setContact] = useState(patient.contact)
  const [signedName, setSignedName] = useState('')
  const [expiresOn, setExpiresOn] = useState(inOneYear)
  const [errors, setErrors] = useState<FieldErrors>({})
  const program = programs.find(({ id }) => id === programId) ?? best(programs)
  const open = patient.openReferrals.find((referral) => referral.programId === program.id)
  const send = useWrite('sendReferral', ({ referralId }) =>
    navigate({ to: '/refer/referrals/$referralId', params: { referralId } }),
  )

  const submit = () => {
    if (send.isPending || open) return
    const checked = check(referralRequest, {
      programId: program.id,
      reasonInOwnWords: written(why),
      contact,
      preferredLanguage: patient.preferredLanguage ?? undefined,
      personAgreed: agreed,
      ...(program.part2
        ? { consent: { textVersion: part2ConsentTextVersion, signedName, expiresOn } }
        : {}),
    })
    setErrors(checked.ok ? {} : checked.errors)
    if (checked.ok) return send.mutate({ body: checked.data })
    requestAnimationFrame(() =>
      document
        .querySelector<HTMLElement>('[aria-invalid="true"], [data-error="true"] input')
        ?.focus(),
    )
  }
  const sendByKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit()
  }
  const name = patient.givenName

  return (
    <div onKeyDown={sendByKey}>
      <Frame
        banner={patient.needPatientBanner ? <Banner patient={patient} /> : null}
        foot={
          <>
            <p className="small dim">{t('refer.keys')}</p>
            <Button
              leftSection={<IconSend size={18} aria-hidden />}
              aria-keyshortcuts="Control+Enter"
              onClick={submit}
              disabled={send.isPending || open !== undefined}
            >
              {send.isPending
                ? t('refer.sending')
                : t('refer.send', { organization: program.organizationName })}
            </Button>
          </>
        }
      >
        <Sentence lede={t('refer.lede')}>{t('refer.title', { name: patient.display })}</Sentence>
        {open ? (
          <Card tone="well">
            <p>{t('refer.open', { program: open.programName })}</p>
            <Link
              className="link"
              to="/refer/referrals/$referralId"
              params={{ referralId: open.referralId }}
            >
              {t('refer.openSee')}
            </Link>
          </Card>
        ) : null}
        <Section title={t('refer.where')} aside={<LiveDot />}>
          <ProgramChoice programs={programs} value={program.id} onChange={setProgramId} />
          {program.freePeers === 0 ? (
            <p className="small dim" style={{ marginTop: 8 }}>
              {t('refer.full', { name })}
            </p>
          ) : null}
        </Section>
        <div className="refer-two">
          <div className="stack" style={{ gap: 20 }}>
            <Textarea
              label={t('refer.why', { name })}
              description={t('refer.whyHint')}
              autosize
              minRows={2}
              maxLength={1000}
              value={why}
              onChange={(event) => setWhy(event.currentTarget.value)}
            />
            <Checkbox
              label={t('refer.agreed', { name })}
              description={t('refer.agreedHint', { name })}
              checked={agreed}
              onChange={(event) => setAgreed(event.currentTarget.checked)}
              aria-invalid={errors['personAgreed'] ?? false}
              error={errors['personAgreed'] ? t('common:field.agreed') : undefined}
            />
            {program.part2 ? (
              <SignedConsent
                patient={patient}
                program={program}
                signedName={signedName}
                onSignedName={setSignedName}
                expiresOn={expiresOn}
                onExpiresOn={setExpiresOn}
                errors={errors}
              />
            ) : null}
          </div>
          <Sharing
            patient={patient}
            program={program}
            contact={contact}
            onContact={setContact}
            errors={errors}
          />
        </div>
        <WriteTrouble error={send.error} />
      </Frame>
    </div>
  )
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
