import type { Reason as RpcReason } from '@careloom/proto/assignments'
import { modalities, reasonCodes } from '@careloom/terminology'
import type { Reason } from '@careloom/web-api'

/** Reasons for a screen. One that this gateway does not know has no words on any: it is left out. */
export const reasonsOf = (reasons: readonly RpcReason[]): Reason[] =>
  reasons.flatMap(({ code: named, values }) => {
    const code = reasonCodes.find((each) => each === named)
    return code === undefined ? [] : [{ code, values }]
  })

export const modalitiesOf = (values: readonly string[]) =>
  modalities.filter((each) => values.includes(each))
