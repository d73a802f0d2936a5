import type { FhirStore } from '../fhir/store.ts'
import { textAt, valuesAt } from '../fhir/resource.ts'
import type { StoredResource } from '../fhir/resource.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'
import { grid } from './layout.ts'
import { concept, dayAndTime } from './words.ts'

const shownCharacters = 20_000

/** The notes in a patient's chart, newest first. Plain text can be read here; other content is named only. */
export function documentsBox(store: FhirStore, patientId: string, most = 200): Html {
  const documents = store
    .chart('DocumentReference', patientId)
    .filter((document) => textAt(document, 'status') !== 'entered-in-error')
  return grid({
    title: 'Documents',
    heads: ['Date', 'Document', 'Written by'],
    empty: 'No documents are in this chart yet.',
    rows: documents.slice(0, most).map((document) => ({
      cells: [
        dayAndTime(textAt(document, 'date') ?? document.meta.lastUpdated),
        html`<details>
          <summary>${concept(document['type']) || 'Document'}</summary>
          <pre>${contentOf(store, document)}</pre>
        </details>`,
        textAt(document, 'author.display') ?? textAt(document, 'custodian.display') ?? 'Not named',
      ],
    })),
  })
}

function contentOf(store: FhirStore, document: StoredResource): string {
  const texts = valuesAt(document, 'content.attachment').map((attachment) => {
    const kind = textAt(attachment, 'contentType') ?? ''
    const [, id] =
      /(?:^|\/)Binary\/([A-Za-z0-9\-.]{1,64})$/.exec(textAt(attachment, 'url') ?? '') ?? []
    const data =
      textAt(attachment, 'data') ??
      (id === undefined ? undefined : textAt(store.read('Binary', id), 'data'))
    if (data === undefined || !kind.startsWith('text/plain'))
      return `(${kind || 'content'} cannot be shown here)`
    return Buffer.from(data, 'base64').toString('utf8').slice(0, shownCharacters)
  })
  return texts.join('\n\n')
}
