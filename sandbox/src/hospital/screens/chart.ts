import type { FhirStore } from '../fhir/store.ts'
import { textAt, valuesAt } from '../fhir/resource.ts'
import type { Resource, StoredResource } from '../fhir/resource.ts'
import { mrnOf } from '../people.ts'
import { documentsBox } from './documents.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'
import { grid, notice } from './layout.ts'
import type { Row } from './layout.ts'
import type { PeerSupport, TeamMember } from './peer-support.ts'
import { age, concept, day, dayAndTime, languages, listName, sex } from './words.ts'

export type ChartTab = 'summary' | 'documents'

type Chart = {
  readonly patient: StoredResource
  readonly tab: ChartTab
  /** Whether the application for referring is open in its panel. */
  readonly appOpen: boolean
  readonly store: FhirStore
  readonly peerSupport: PeerSupport
  readonly now: number
}

export function chartMain(chart: Chart): Html {
  const { patient, tab, appOpen } = chart
  return html`${banner(patient, chart.now)} ${tools(patient, tab, appOpen)}
    ${appOpen && appPanel(patient)}
    ${tab === 'documents' ? documentsBox(chart.store, patient.id) : summary(chart)}
    <script src="/ehr/static/chart.js" defer></script>`
}

/** Who the chart is about; stays on top of every page about a patient. */
export function banner(patient: Resource, now: number): Html {
  const born = textAt(patient, 'birthDate')
  const facts: [string, string][] = [
    ['DOB', `${day(born)} (${age(born, now)} y)`],
    ['Sex', sex(patient)],
    ['MRN', mrnOf(patient) ?? ''],
    ['Language', languages(patient)],
    ['Phone', textAt(patient, 'telecom.value') ?? 'Not recorded'],
    ['City', textAt(patient, 'address.city') ?? 'Not recorded'],
  ]
  return html`<div class="hx-banner">
    <h1>${listName(patient)}</h1>
    <dl>
      ${facts.map(
        ([term, fact]) =>
          html`<div>
            <dt>${term}</dt>
            <dd>${fact}</dd>
          </div>`,
      )}
    </dl>
  </div>`
}

function tools({ id }: StoredResource, tab: ChartTab, appOpen: boolean): Html {
  const tabs: [ChartTab, string, string][] = [
    ['summary', 'Summary', `/ehr/patients/${id}`],
    ['documents', 'Documents', `/ehr/patients/${id}/documents`],
  ]
  return html`<div class="hx-tools">
    <nav aria-label="Chart">
      ${tabs.map(([key, name, address]) => html`<a href="${address}" aria-current="${key === tab ? 'page' : 'false'}">${name}</a>`)}
    </nav>
    <div>
      <a class="hx-button" href="/ehr/patients/${id}/order">New order</a>
      ${!appOpen && html`<a class="hx-button hx-launch" href="/ehr/patients/${id}?app=open#app">Refer to peer support</a>`}
    </div>
  </div>`
}

function appPanel({ id }: StoredResource): Html {
  return html`<section class="hx-box hx-app" id="app" aria-label="Peer support application">
    <h2>
      Careloom
      <span>
        <a href="/ehr/patients/${id}/launch" target="_blank" rel="noopener">Open in a tab</a>
        <a href="/ehr/patients/${id}">Close</a>
      </span>
    </h2>
    <iframe title="Careloom: refer to peer support" src="/ehr/patients/${id}/launch"></iframe>
  </section>`
}

function summary(chart: Chart): Html {
  const { store, patient } = chart
  const about = (type: string) => store.chart(type, patient.id)
  return html`<div class="hx-grid">
    ${grid({
      title: 'Problem list',
      heads: ['Problem', 'ICD-10', 'Noted'],
      empty: 'No problems are recorded.',
      rows: about('Condition')
        .filter(isCurrent)
        .map((one) => ({
          cells: [
            concept(one['code']),
            textAt(one, 'code.coding.code') ?? '',
            day(textAt(one, 'recordedDate')),
          ],
        })),
    })}
    ${grid({
      title: 'Visits',
      heads: ['Date', 'Type', 'Status', 'With'],
      empty: 'No visits are recorded.',
      rows: about('Encounter').map((one) => ({
        cells: [
          day(textAt(one, 'period.start')),
          concept(valuesAt(one, 'type')[0]),
          textAt(one, 'status') ?? '',
          textAt(one, 'participant.individual.display') ?? '',
        ],
      })),
    })}
    <div class="hx-span" id="peer-support" data-source="/ehr/patients/${patient.id}/peer-support">
      ${peerSupportBoxes(chart)}
    </div>
    ${grid({
      title: 'Orders',
      heads: ['Order', 'To', 'Status', 'Date'],
      empty: 'No orders are recorded.',
      rows: about('ServiceRequest').map((one) => ({
        cells: [
          concept(one['code']),
          textAt(one, 'performer.display') ?? '',
          textAt(one, 'status') ?? '',
          day(textAt(one, 'authoredOn')),
        ],
      })),
    })}
    ${documentsBox(store, patient.id, 3)}
  </div>`
}

/** A problem list leaves out what is over (FHIR R4 condition-clinical). */
function isCurrent(condition: Resource): boolean {
  const over = ['inactive', 'remission', 'resolved']
  return !over.includes(textAt(condition, 'clinicalStatus.coding.code') ?? '')
}

/** Care team and referrals: what the chart holds, and what Careloom says at this moment. */
export function peerSupportBoxes({
  store,
  patient,
  peerSupport,
}: Pick<Chart, 'store' | 'patient' | 'peerSupport'>): Html {
  const own = store.chart('CareTeam', patient.id).flatMap(ownTeam)
  const known = peerSupport.kind === 'known' ? peerSupport : { team: [], referrals: [] }
  const names = new Set(own.map(({ cells }) => cells[0]))
  const joined = known.team.filter(({ name }) => !names.has(name)).map(teamRow)
  const problem = problemNotice(peerSupport, patient.id)
  return html`${problem}
  ${grid({
    title: 'Care team',
    heads: ['Name', 'Role', 'Organization', 'Source'],
    empty: 'Nobody is on the care team yet.',
    rows: [...own, ...joined],
  })}
  ${grid({
    title: 'Peer support referrals',
    heads: ['Referral', 'To', 'Where it stands', 'Next by', 'Changed'],
    empty: emptyReferrals(peerSupport),
    rows: known.referrals.map((one) => ({
      cells: [one.what, one.to, one.standing, dayAndTime(one.dueAt), dayAndTime(one.changedAt)],
    })),
  })}`
}

function ownTeam(team: Resource): Row[] {
  return valuesAt(team, 'participant').map((one) => ({
    cells: [
      textAt(one, 'member.display') ?? '',
      concept(valuesAt(one, 'role')[0]),
      textAt(one, 'onBehalfOf.display') ?? '',
      'Chart',
    ],
  }))
}

function teamRow({ name, role, organization, since }: TeamMember): Row {
  return { cells: [name, role, organization, `Careloom, ${dayAndTime(since)}`], marked: true }
}

function problemNotice(peerSupport: PeerSupport, id: string): Html | undefined {
  const again = html`<a href="/ehr/patients/${id}">Try again</a>`
  if (peerSupport.kind === 'unreachable')
    return notice(
      'error',
      'Careloom could not be reached just now. What the chart itself holds is shown.',
      again,
    )
  if (peerSupport.kind === 'refused')
    return notice(
      'error',
      `Careloom did not answer: ${peerSupport.reasons.join('; ') || 'no reason given'}.`,
      again,
    )
  return undefined
}

function emptyReferrals(peerSupport: PeerSupport): string {
  if (peerSupport.kind === 'unreachable' || peerSupport.kind === 'refused')
    return 'Not known at this moment.'
  return 'No peer support referral yet. Press "Refer to peer support" to send one.'
}
