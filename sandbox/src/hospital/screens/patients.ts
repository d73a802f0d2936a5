import type { Resource } from '../fhir/resource.ts'
import { mrnOf } from '../people.ts'
import { textAt } from '../fhir/resource.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'
import { grid, page } from './layout.ts'
import type { Viewer } from './layout.ts'
import { age, day, listName, sex } from './words.ts'

/** The patients whose name or record number holds the words looked for, by family name. */
function matching<T extends Resource>(patients: readonly T[], words: string): T[] {
  const wanted = words
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
  const text = (patient: T) => `${listName(patient)} ${mrnOf(patient) ?? ''}`.toLowerCase()
  return patients
    .filter((patient) => wanted.every((word) => text(patient).includes(word)))
    .sort((one, other) => listName(one).localeCompare(listName(other)))
}

export function patientListPage(viewer: Viewer, patients: readonly Resource[], now: number): Html {
  const found = matching(patients, viewer.search ?? '')
  const rows = found.slice(0, 200).map((patient) => ({
    cells: [
      html`<a href="/ehr/patients/${patient.id}">${listName(patient)}</a>`,
      mrnOf(patient) ?? '',
      `${age(textAt(patient, 'birthDate'), now)} ${sex(patient)}`,
      day(textAt(patient, 'birthDate')),
    ],
  }))
  const empty =
    patients.length === 0
      ? 'This hospital has no patients yet. Start it without --empty to load the sample people.'
      : `Nobody is found under "${viewer.search ?? ''}". Look for a part of a name, or for an MRN such as HH-1001.`
  const heads = ['Name', 'MRN', 'Age, sex', 'Born']
  return page(
    'Patient list',
    viewer,
    html`<h1 class="hx-title">Patient list</h1>
      ${grid({ title: 'Patients', heads, rows, empty })}`,
  )
}

/** The short list beside a chart. */
export function patientAside(patients: readonly Resource[], current: string, now: number): Html {
  return html`<aside aria-label="Patient list">
    <h2>My patients</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Age</th>
        </tr>
      </thead>
      <tbody>
        ${matching(patients, '')
          .slice(0, 30)
          .map(
            (patient) =>
              html`<tr class="${patient.id === current ? 'hx-here' : ''}">
                <td>
                  <a
                    href="/ehr/patients/${patient.id}"
                    aria-current="${patient.id === current ? 'page' : 'false'}"
                    >${listName(patient)}</a
                  >
                </td>
                <td>${age(textAt(patient, 'birthDate'), now)} ${sex(patient)}</td>
              </tr>`,
          )}
      </tbody>
    </table>
  </aside>`
}
