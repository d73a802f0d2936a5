import {
  measureAnswers,
  type Measure,
  type MeasureAnswers,
  type MeasureResult,
} from '@careloom/web-api'
import { Button, Radio } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../app/api.ts'
import { useServerForm } from '../../../app/form.ts'
import { WriteTrouble } from '../../../pieces/answer.tsx'
import { Card, Sentence } from '../../../pieces/basics.tsx'
import type { Draft } from '../../../pieces/draft.tsx'
import { Said, useForeign } from '../../../pieces/said.tsx'

/** An answer to every item; those given before, as far as the survey still has them. */
function answersOf({ items }: Measure, { values }: Draft): MeasureAnswers['answers'] {
  const kept = new Map<string, unknown>(Object.entries(values ?? {}))
  return items.map(({ linkId, options }) => {
    const option = options.find(({ value }) => value === kept.get(linkId))
    return { linkId, value: option?.value ?? null }
  })
}

/** Its items, and what was answered of them so far. */
export function Survey({
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
        <Item
          key={item.linkId}
          item={item}
          of={t('answer.of', { at: at + 1, count: measure.items.length })}
          value={form.values.answers[at]?.value ?? null}
          onAnswer={(value) => form.setFieldValue(`answers.${at}.value`, value)}
        />
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

function Item({
  item,
  of: which,
  value,
  onAnswer,
}: {
  item: Measure['items'][number]
  of: string
  value: number | null
  onAnswer: (value: number | null) => void
}) {
  const { t } = useTranslation('person')
  return (
    <Card as="section" aria-label={which}>
      <Radio.Group
        name={item.linkId}
        label={<Said words={item.text} />}
        description={which}
        value={String(value ?? '')}
        onChange={(chosen) => onAnswer(chosen === '' ? null : Number(chosen))}
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
      <button type="button" className="link" onClick={() => onAnswer(null)}>
        {t('answer.skip')}
      </button>
    </Card>
  )
}
