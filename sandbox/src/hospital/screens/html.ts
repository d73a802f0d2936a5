import { escapeHtml } from '../../oauth/pages.ts'

/** HTML that is safe to send as it is. Made by `html` only. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Piece = Html | string | number | undefined | false | readonly Piece[]

/** A template whose values are escaped, unless they are HTML made the same way; undefined and false are left out. */
export function html(parts: TemplateStringsArray, ...values: readonly Piece[]): Html {
  const [first = '', ...rest] = parts
  return new Html(rest.reduce((text, part, at) => text + written(values[at]) + part, first))
}

function written(piece: Piece): string {
  if (piece === undefined || piece === false) return ''
  if (piece instanceof Html) return piece.text
  if (typeof piece === 'string' || typeof piece === 'number') return escapeHtml(String(piece))
  return piece.map(written).join('')
}
