import type { MeasureResult } from '@careloom/web-api'
import { Button, Skeleton } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../app/api.ts'
import { Answer, Loading, Notice, SentenceSkeleton } from '../../../pieces/answer.tsx'
import { Sentence } from '../../../pieces/basics.tsx'
import { Drafted } from '../../../pieces/draft.tsx'
import { Said } from '../../../pieces/said.tsx'
import { SafetyLines } from '../../../pieces/safety.tsx'
import { SafetyQuestion } from './safety-question.tsx'
import { PersonShell } from './shell.tsx'
import { Survey } from './survey.tsx'

/** A survey, every item of which may be skipped. The person sees the result first. */
export function PersonMeasure({ measureId }: { measureId: string }) {
  const { t } = useTranslation(['person', 'common'])
  const measure = useRead('getMeasure', { params: { measureId } })
  const [result, setResult] = useState<MeasureResult | null>(null)
  return (
    <PersonShell back={{ word: t('choose.back'), to: '/person' }}>
      {result ? (
        <Result result={result} />
      ) : (
        <Answer of={measure} skeleton={<MeasureSkeleton />}>
          {(answer) =>
            answer.answeredAt ? (
              <Notice title={t('answer.already')}>
                <p>{t('answer.alreadyWhy')}</p>
              </Notice>
            ) : (
              <Drafted
                place={`measure:${measureId}`}
                meanwhile={
                  <Loading>
                    <MeasureSkeleton />
                  </Loading>
                }
              >
                {(draft) => <Survey measure={answer} onResult={setResult} draft={draft} />}
              </Drafted>
            )
          }
        </Answer>
      )}
    </PersonShell>
  )
}

function Result({ result }: { result: MeasureResult }) {
  const { t } = useTranslation(['person', 'common'])
  const { score, min, max } = result
  return (
    <>
      {result.showSafety ? (
        <section className="card" role="alert">
          <p className="mb-12">{t('answer.safety')}</p>
          <SafetyLines />
        </section>
      ) : null}
      {result.showSafety ? <AskWhoShallKnow /> : null}
      <Sentence lede={t('answer.seen')}>{t('answer.done')}</Sentence>
      <p>{score === null ? t('answer.noScore') : t('answer.score', { score, min, max })}</p>
      {result.words ? (
        <p>
          <Said words={result.words} />
        </p>
      ) : null}
      <Button component={Link} to="/person" variant="light" fullWidth>
        {t('answer.home')}
      </Button>
    </>
  )
}

/** The same question that stands on the home page until it is answered. */
function AskWhoShallKnow() {
  const home = useRead('getPersonHome', {})
  return home.data?.safety ? <SafetyQuestion safety={home.data.safety} /> : null
}

function MeasureSkeleton() {
  return (
    <>
      <SentenceSkeleton />
      <Skeleton h={230} />
      <Skeleton h={230} />
    </>
  )
}
