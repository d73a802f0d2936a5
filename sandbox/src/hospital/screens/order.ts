import type { CareloomAnswer } from '../careloom.ts'
import type { StoredResource } from '../fhir/resource.ts'
import { idOf } from '../order.ts'
import type { Order, OrderStep, Programme } from '../order.ts'
import { banner } from './chart.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'
import { grid, notice } from './layout.ts'
import { fullName } from './words.ts'

export type OrderForm = {
  readonly patient: StoredResource
  readonly csrf: string
  /** The same on every try, so that sending twice makes one referral. */
  readonly orderId: string
  readonly programmes: readonly Programme[] | CareloomAnswer
  readonly filled: Partial<Omit<Order, 'programme'>> & { readonly programmeId?: string }
  readonly steps: readonly OrderStep[]
  readonly missing?: string | undefined
  readonly now: number
}

/** The order screen: the form, and after sending the answer to each part. */
export function orderMain(form: OrderForm): Html {
  const { patient, steps } = form
  const done = steps.length === 3 && steps.every(({ answer }) => answer.kind === 'answered')
  return html`${banner(patient, form.now)}
    <h2 class="hx-title">New order: referral to peer support</h2>
    ${form.missing !== undefined && notice('error', form.missing)}
    ${steps.length > 0 && answers(steps, done)}
    ${
      done
        ? html`<p><a class="hx-button" href="/ehr/patients/${patient.id}">Back to the chart</a></p>`
        : fields(form)
    }`
}

function fields(form: OrderForm): Html {
  const { patient, programmes, csrf, orderId, filled } = form
  if ('kind' in programmes) return unavailable(programmes, patient.id)
  if (programmes.length === 0)
    return notice('info', 'Careloom has no programme that takes referrals at the moment.')
  const name = fullName(patient)
  return html`<form class="hx-form hx-box" method="post" action="/ehr/patients/${patient.id}/order">
    <input type="hidden" name="csrf" value="${csrf}" />
    <input type="hidden" name="order" value="${orderId}" />
    <label for="programme">Programme</label>
    <select id="programme" name="programme" required>
      ${programmes.map((one) => option(one, filled.programmeId))}
    </select>
    <label for="words">Why now, in the words of ${name} (may stay empty)</label>
    <textarea id="words" name="words" rows="3" maxlength="1000">${filled.words}</textarea>
    <label for="priority">Priority</label>
    <select id="priority" name="priority">
      <option value="routine">Routine</option>
      ${
        filled.urgent === true
          ? html`<option value="urgent" selected>Urgent</option>`
          : html`<option value="urgent">Urgent</option>`
      }
    </select>
    <label class="hx-check"
      ><input type="checkbox" name="agrees" value="yes" required /> ${name} wants this and agrees
      that the programme is told their name, how to reach them and the words above.</label
    >
    <label class="hx-check"
      ><input type="checkbox" name="part2" value="yes" /> ${name} has also agreed in writing that
      information about substance use may be shared with the programme for one year (42 CFR Part 2).
      Needed by programmes for substance use.</label
    >
    <p>
      <button type="submit" class="hx-button hx-launch">Send order</button>
      <a class="hx-button" href="/ehr/patients/${patient.id}">Cancel</a>
    </p>
  </form>`
}

function option({ id, name, organization }: Programme, chosen: string | undefined): Html {
  const text = organization === '' ? name : `${name}, ${organization}`
  return id === chosen
    ? html`<option value="${id}" selected>${text}</option>`
    : html`<option value="${id}">${text}</option>`
}

function unavailable(answer: CareloomAnswer, patientId: string): Html {
  const again = html`<a href="/ehr/patients/${patientId}/order">Try again</a>`
  if (answer.kind === 'refused')
    return notice(
      'error',
      `Careloom did not name its programmes: ${answer.reasons.join('; ') || answer.status}.`,
      again,
    )
  return notice(
    'error',
    'Careloom could not be reached, so no order can be sent just now. Nothing was lost.',
    again,
  )
}

function answers(steps: readonly OrderStep[], done: boolean): Html {
  const summary = done
    ? notice('info', 'The referral was sent. The chart shows where it stands.')
    : notice(
        'error',
        'The order was not sent completely. What was taken is kept; sending again adds nothing twice.',
      )
  return html`${summary}
  ${grid({
    title: 'What Careloom answered',
    heads: ['Resource', 'Answer', 'Details'],
    empty: '',
    rows: steps.map(({ resourceType, answer }) => ({
      cells: [resourceType, statusOf(answer), detailsOf(answer, resourceType)],
    })),
  })}`
}

function statusOf(answer: CareloomAnswer): string {
  return answer.kind === 'unreachable' ? 'No answer' : String(answer.status)
}

function detailsOf(answer: CareloomAnswer, resourceType: string): Html | string {
  if (answer.kind === 'answered') return `${resourceType}/${idOf(answer, resourceType) ?? ''}`
  if (answer.kind === 'unreachable') return 'Careloom could not be reached.'
  if (answer.reasons.length === 0) return 'No reason was given.'
  return html`<ul>
    ${answer.reasons.map((reason) => html`<li>${reason}</li>`)}
  </ul>`
}
