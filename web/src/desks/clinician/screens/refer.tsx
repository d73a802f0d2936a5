import { Skeleton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { troubleOf, useRead } from '../../../app/api.ts'
import { Answer, Notice, RowsSkeleton, SentenceSkeleton } from '../../../pieces/answer.tsx'
import { Frame } from '../../../pieces/shells.tsx'
import { ReferForm } from './refer-form.tsx'

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
