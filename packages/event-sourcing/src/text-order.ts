/** Up to here the units of UTF-16 are in the order of their characters. */
const surrogates = 0xd800

/** SQLite orders text by its bytes in UTF-8; JavaScript by its units in UTF-16, which differ beyond the first plane. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  let at = 0
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1
  if (at === length) return a.length - b.length
  const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)]
  if (x < surrogates && y < surrogates) return x - y
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
