import { compareText } from './text-order.ts'

/** Names are of one kind that are alike up to here: `person-…`, `Patient/…`, bare ids. */
const digit = /\d/
/** Kinds; when there are more, names are drawn at random, and nothing is gained by remembering. */
const maxKinds = 256

type Gap = { readonly from: string; readonly to: string }

/**
 * Names that a file is known not to hold, without asking it. Ids rise with time: a new one comes after all there are, so that
 * of each kind it is enough to remember the last gap that was seen, from a name that was asked for in vain to the next one that
 * is there.
 */
export class Gaps {
  /** Both ends excluded. */
  private readonly byKind = new Map<string, Gap>()

  /** True only when nothing of that name is there; false says nothing. */
  holds(name: string): boolean {
    const gap = this.byKind.get(kindOf(name))
    return gap !== undefined && isIn(gap, name)
  }

  /** A name is not there; `next` is the first one behind it, if there is one. */
  add(name: string, next: string | undefined): void {
    const to = next ?? behindAll
    const kind = kindOf(name)
    const known = this.byKind.get(kind)
    if (known !== undefined && compareText(to, known.to) < 0) return
    if (this.byKind.size >= maxKinds) this.byKind.clear()
    this.byKind.set(kind, { from: name, to })
  }

  /** Somebody has written something of that name. */
  fill(name: string): void {
    const kind = kindOf(name)
    const gap = this.byKind.get(kind)
    if (gap !== undefined && isIn(gap, name)) this.byKind.set(kind, { from: name, to: gap.to })
  }
}

const behindAll = '\u{10ffff}'

function kindOf(name: string): string {
  return name.slice(0, Math.max(0, name.search(digit)))
}

function isIn({ from, to }: Gap, name: string): boolean {
  return compareText(name, from) > 0 && compareText(name, to) < 0
}
