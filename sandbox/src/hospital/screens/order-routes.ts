import { randomUUID } from 'node:crypto'
import { orderToKeep, readProgrammes, sendOrder } from '../order.ts'
import type { Order, OrderStep } from '../order.ts'
import { formField } from './form.ts'
import { orderMain } from './order.ts'
import type { OrderForm } from './order.ts'
import { sendAbout } from './visit.ts'
import type { Visit } from './visit.ts'

/** The empty order form. */
export async function showOrder(visit: Visit): Promise<void> {
  await answer(visit, 200, { orderId: randomUUID(), filled: {}, steps: [] })
}

/** Sends what was filled in to Careloom and shows each answer; a complete order is kept in the record. */
export async function takeOrder(visit: Visit): Promise<void> {
  const { parts, request, viewer, patient } = visit
  const field = (name: string) => formField(request.body, name)
  if (field('csrf') !== viewer.csrf) return showOrder(visit)

  const programmes = await readProgrammes(parts.careloom)
  const chosen =
    'kind' in programmes ? undefined : programmes.find(({ id }) => id === field('programme'))
  const filled = {
    programmeId: field('programme'),
    words: field('words').trim().slice(0, 1000),
    urgent: field('priority') === 'urgent',
    sharesSubstanceUse: field('part2') === 'yes',
  }
  const orderId = /^[0-9a-f-]{36}$/.test(field('order')) ? field('order') : randomUUID()
  const form = { orderId, filled, programmes }
  if (chosen === undefined)
    return answer(visit, 422, { ...form, steps: [], missing: 'Choose one of the programmes.' })
  if (field('agrees') !== 'yes')
    return answer(visit, 422, { ...form, steps: [], missing: askFirst })

  const order: Order = { ...filled, programme: chosen }
  const context = {
    careloom: parts.careloom,
    patient,
    clinician: viewer.clinician,
    orderId,
    at: parts.now(),
  }
  const steps = await sendOrder(context, order)
  if (isComplete(steps)) parts.store.create(orderToKeep(context, order))
  await answer(visit, isComplete(steps) ? 200 : 502, { ...form, steps })
}

const askFirst = 'Peer support is voluntary: ask first, then tick that they want it.'

function isComplete(steps: readonly OrderStep[]): boolean {
  return steps.length === 3 && steps.every((step) => step.answer.kind === 'answered')
}

async function answer(
  visit: Visit,
  status: number,
  form: Pick<OrderForm, 'orderId' | 'filled' | 'steps' | 'missing'> &
    Partial<Pick<OrderForm, 'programmes'>>,
): Promise<void> {
  const { parts, patient, viewer } = visit
  const programmes = form.programmes ?? (await readProgrammes(parts.careloom))
  sendAbout(
    visit,
    status,
    orderMain({ ...form, programmes, patient, csrf: viewer.csrf, now: parts.now() }),
  )
}
