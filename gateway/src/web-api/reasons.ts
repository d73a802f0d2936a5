import type { Reason as RpcReason } from '@careloom/proto/assignments'
import { modalities } from '@careloom/terminology'
import type { Context } from './context.ts'

/** A reason in the reader's language. */
export const toReason =
  ({ language }: Context) =>
  ({ code, values: { facetEs, ...values }, text, textEs }: RpcReason) => {
    if (language === 'en') return { code, values, text }
    return {
      code,
      values: facetEs === undefined ? values : { ...values, facet: facetEs },
      text: textEs,
    }
  }

export const modalitiesOf = (values: readonly string[]) =>
  modalities.filter((each) => values.includes(each))
