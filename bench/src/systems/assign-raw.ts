/** The limit of the assignment: shortest augmenting paths over a square or wide matrix, nothing else. Answers the cost. */
export function assignRaw(costs: Float64Array, rows: number, columns: number): number {
  const rowPrice = new Float64Array(rows + 1)
  const columnPrice = new Float64Array(columns + 1)
  const rowOf = new Int32Array(columns + 1)
  const before = new Int32Array(columns + 1)
  const slack = new Float64Array(columns + 1)
  const seen = new Uint8Array(columns + 1)
  for (let start = 1; start <= rows; start++) {
    rowOf[0] = start
    let column = 0
    slack.fill(Infinity)
    seen.fill(0)
    do {
      seen[column] = 1
      const row = rowOf[column]!
      const base = (row - 1) * columns - 1
      const price = rowPrice[row]!
      let least = Infinity
      let next = 0
      for (let j = 1; j <= columns; j++) {
        if (seen[j]) continue
        const reduced = costs[base + j]! - price - columnPrice[j]!
        if (reduced < slack[j]!) {
          slack[j] = reduced
          before[j] = column
        }
        if (slack[j]! < least) {
          least = slack[j]!
          next = j
        }
      }
      for (let j = 0; j <= columns; j++)
        if (seen[j]) {
          rowPrice[rowOf[j]!]! += least
          columnPrice[j]! -= least
        } else slack[j]! -= least
      column = next
    } while (rowOf[column] !== 0)
    for (let previous = 0; column !== 0; column = previous) {
      previous = before[column]!
      rowOf[column] = rowOf[previous]!
    }
  }
  let total = 0
  for (let j = 1; j <= columns; j++)
    if (rowOf[j]! > 0) total += costs[(rowOf[j]! - 1) * columns + j - 1]!
  return total
}
