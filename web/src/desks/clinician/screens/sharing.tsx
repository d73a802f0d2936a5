import type { ClinicianPatient, Contact, Program } from '@careloom/web-api'
import { Switch, TextInput } from '@mantine/core'
import {
  IconCalendar,
  IconEyeOff,
  IconLanguage,
  IconPhone,
  IconShare2,
  IconShieldCheck,
} from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { written } from '../../../app/form.ts'
import { Act, Card, Line } from '../../../pieces/basics.tsx'
import { useLanguageName } from '../../../pieces/live-text.ts'
import { MeetingTimes, useMeetingWords } from './meeting-times.tsx'

/** How a peer may reach the person, and exactly what leaves the hospital. */
export function Sharing({
  patient,
  program,
  contact,
  onContact,
  phone,
}: {
  patient: ClinicianPatient
  program: Program
  contact: Contact
  onContact: (contact: Contact) => void
  /** What is wrong with the phone number, in words. */
  phone: ReactNode
}) {
  const { t } = useTranslation(['clinician', 'common'])
  const languageName = useLanguageName()
  const [changing, setChanging] = useState(false)
  const [asked, setAsked] = useState(false)
  const name = patient.givenName
  const edit = changing || phone !== undefined
  return (
    <Card tone="well" as="section" aria-label={t('refer.reach', { name })}>
      <div className="section-head well-head">
        <h2>{t('refer.reach', { name })}</h2>
        {edit ? null : <Act onClick={() => setChanging(true)}>{t('common:change')}</Act>}
      </div>
      {edit ? (
        <ContactFields contact={contact} onContact={onContact} phone={phone} />
      ) : (
        <ContactWords contact={contact} />
      )}
      {patient.preferredLanguage ? (
        <Line icon={IconLanguage}>
          {t('refer.language', { language: languageName(patient.preferredLanguage) })}
        </Line>
      ) : null}
      <h2 className="well-title">{t('refer.gets', { organization: program.organizationName })}</h2>
      <div className="stack gap-6">
        <Line icon={IconShare2}>{t('refer.getsThis', { name })}</Line>
        <Line icon={IconEyeOff}>{t('refer.getsNot')}</Line>
        <Line icon={IconShieldCheck}>
          {program.part2 ? t('refer.part2Yes', { name }) : t('refer.part2No')}
        </Line>
      </div>
      {asked ? (
        <p className="small mt-12">{t('refer.why2Answer', { name })}</p>
      ) : (
        <Act onClick={() => setAsked(true)}>{t('refer.why2')}</Act>
      )}
    </Card>
  )
}

function ContactWords({ contact }: { contact: Contact }) {
  const { t } = useTranslation(['clinician', 'common'])
  const reach = [contact.phone, contact.bestTimes].filter(Boolean).join(', ')
  const message = contact.voicemailOk ? t('refer.leaveMessage') : t('refer.noMessage')
  const meeting = useMeetingWords()(contact.meetingTimes)
  return (
    <>
      <Line icon={IconPhone}>{contact.phone ? `${reach}. ${message}` : t('refer.noPhone')}</Line>
      {meeting === '' ? null : (
        <Line icon={IconCalendar}>{t('refer.canMeet', { times: meeting })}</Line>
      )}
    </>
  )
}

function ContactFields({
  contact,
  onContact,
  phone,
}: {
  contact: Contact
  onContact: (contact: Contact) => void
  /** What is wrong with the phone number, in words. */
  phone: ReactNode
}) {
  const { t } = useTranslation(['clinician', 'common'])
  return (
    <div className="stack gap-12 mb-12">
      <TextInput
        label={t('refer.phone')}
        type="tel"
        maxLength={30}
        value={contact.phone ?? ''}
        onChange={(event) => onContact({ ...contact, phone: written(event.currentTarget.value) })}
        data-path="contact.phone"
        error={phone}
      />
      <TextInput
        label={t('refer.times')}
        description={t('refer.timesHint')}
        maxLength={120}
        value={contact.bestTimes ?? ''}
        onChange={(event) =>
          onContact({ ...contact, bestTimes: event.currentTarget.value || undefined })
        }
      />
      <MeetingTimes
        times={contact.meetingTimes}
        onTimes={(meetingTimes) => onContact({ ...contact, meetingTimes })}
      />
      <Switch
        label={t('refer.voicemail')}
        checked={contact.voicemailOk}
        onChange={(event) => onContact({ ...contact, voicemailOk: event.currentTarget.checked })}
      />
    </div>
  )
}
