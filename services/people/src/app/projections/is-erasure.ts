import type { Told } from '@careloom/event-sourcing'
import type { ErasureEvent } from '../../domain/erasure.ts'

/**
 * Rows of the person go on the order, and once more when the key is gone: what was recorded in between is dropped then,
 * and nothing of theirs can be read after it.
 */
export function isErasure(event: { readonly type: string }): event is Told<ErasureEvent> {
  return event.type === 'ErasureOrdered' || event.type === 'ErasureCarriedOut'
}
