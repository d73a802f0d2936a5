import {
  measureAnswers,
  type Measure,
  type MeasureAnswers,
  type MeasureResult,
} from '@careloom/web-api'
import { Button, Radio, Skeleton } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../../app/api.ts'
import { useServerForm } from '../../../app/form.ts'
import { Answer, Loading, Notice, SentenceSkeleton, WriteTrouble } from '../../../pieces/answer.tsx'
import { Card, Sentence } from '../../../pieces/basics.tsx'
import { Drafted, type Draft } from '../../../pieces/draft.tsx'
import { Said, useForeign } from '../../../pieces/said.tsx'
import { SafetyLines } from '../../../pieces/safety.tsx'
import { SafetyQuestion } from './safety-question.tsx'
import { PersonShell } from './shell.tsx'

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
                {(draft) => <Items measure={answer} onResult={setResult} draft={draft} />}
              </Drafted>
            )
          }
        </Answer>
      )}
    </PersonShell>
  )
}

/** An answer to every item; those given before, as far as the survey still has them. */
function answersOf({ items }: Measure, { values }: Draft): MeasureAnswers['answers'] {
  const kept = new Map<string, unknown>(Object.entries(values ?? {}))
  return items.map(({ linkId, options }) => {
    const option = options.find(({ value }) => value === kept.get(linkId))
    return { linkId, value: option?.value ?? null }
  })
}

function Items({
  measure,
  onResult,
  draft,
}: {
  measure: Measure
  onResult: (result: MeasureResult) => void
  draft: Draft
}) {
  const { t } = useTranslation(['person', 'common'])
  const isForeign = useForeign()
  const send = useWrite('answerMeasure', (result) => {
    draft.forget()
    onResult(result)
  })
  const { form, submit } = useServerForm({
    schema: measureAnswers,
    initial: { answers: answersOf(measure, draft) },
    bodyOf: (values) => values,
    says: () => t('common:field.required'),
    onEdit: ({ answers }) =>
      draft.keep(Object.fromEntries(answers.map(({ linkId, value }) => [linkId, value]))),
  })
  const answer = (at: number, value: number | null) =>
    form.setFieldValue(`answers.${at}.value`, value)
  const { measureId } = measure
  return (
    <>
      <Sentence lede={measure.lead ? <Said words={measure.lead} /> : undefined}>
        {measure.name}
      </Sentence>
      {measure.items.some(({ text }) => isForeign(text)) ? (
        <Card tone="well">
          <p>{t('answer.onlyEnglish')}</p>
        </Card>
      ) : null}
      {measure.items.map((item, at) => (
        <Card
          key={item.linkId}
          as="section"
          aria-label={t('answer.of', { at: at + 1, count: measure.items.length })}
        >
          <Radio.Group
            name={item.linkId}
            label={<Said words={item.text} />}
            description={t('answer.of', { at: at + 1, count: measure.items.length })}
            value={String(form.values.answers[at]?.value ?? '')}
            onChange={(value) => answer(at, value === '' ? null : Number(value))}
          >
            <div className="stack options">
              {item.options.map((option) => (
                <Radio
                  key={option.value}
                  value={String(option.value)}
                  label={<Said words={option.text} />}
                />
              ))}
            </div>
          </Radio.Group>
          <button type="button" className="link" onClick={() => answer(at, null)}>
            {t('answer.skip')}
          </button>
        </Card>
      ))}
      <Button
        fullWidth
        onClick={() => submit((body) => send.mutate({ params: { measureId }, body }))}
        disabled={send.isPending}
      >
        {t('answer.send')}
      </Button>
      <WriteTrouble error={send.error} />
      {measure.licence ? (
        <p className="small dim" lang="en">
          {measure.licence}
        </p>
      ) : null}
    </>
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
