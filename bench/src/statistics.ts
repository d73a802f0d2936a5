export type Spread = {
  readonly median: number
  readonly lower: number
  readonly upper: number
  readonly least: number
  readonly most: number
  readonly runs: number
}

/** Median, quartiles and range of some runs. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => {
    const rank = share * (sorted.length - 1)
    const low = sorted[Math.floor(rank)] ?? 0
    return low + ((sorted[Math.ceil(rank)] ?? low) - low) * (rank - Math.floor(rank))
  }
  return {
    median: at(0.5),
    lower: at(0.25),
    upper: at(0.75),
    least: at(0),
    most: at(1),
    runs: sorted.length,
  }
}

export type Met = { readonly ratio: number; readonly met: boolean }

/** More is better: met when the product's lower quartile is at least the goal times the other's median; and mirrored. */
export function isMet(product: Spread, other: Spread, factor: number, lessIsBetter: boolean): Met {
  const ratio = product.median / other.median
  const met = lessIsBetter
    ? product.upper <= factor * other.median
    : product.lower >= factor * other.median
  return { ratio, met }
}

/** A fifth worse than the baseline, in relation to the same reference, is worth a word. */
export function hasFallen(
  ratio: number,
  baseline: number | undefined,
  lessIsBetter: boolean,
): boolean {
  if (baseline === undefined) return false
  return lessIsBetter ? ratio > baseline * 1.2 : ratio < baseline * 0.8
}
