import type { WeeklySpan } from './facts.ts'

/** Half hours in a week: the grain of a schedule. */
const slotsPerDay = 48
const slotMinutes = 30
/** 32-bit words that hold a week of half hours. */
export const scheduleWords = Math.ceil((7 * slotsPerDay) / 32)

/** A set of texts per row, as bits of one vocabulary. */
export type BitTable = { readonly vocabulary: Vocabulary; readonly bits: Int32Array }

export function bitTable(rows: readonly (readonly string[])[]): BitTable {
  const vocabulary = vocabularyOf(rows.flat())
  const bits = new Int32Array(rows.length * vocabulary.words)
  rows.forEach((texts, row) => setBits(bits, row * vocabulary.words, vocabulary, texts))
  return { vocabulary, bits }
}

/** How many texts of a row are among the wanted ones (bits of the same vocabulary). */
export function commonTexts(
  wanted: Int32Array,
  { vocabulary, bits }: BitTable,
  row: number,
): number {
  return commonBits(wanted, 0, bits, row * vocabulary.words, vocabulary.words)
}

/** Gives each distinct text a bit, in sorted order, so that the same texts always make the same bits. */
type Vocabulary = { readonly words: number; readonly bitOf: ReadonlyMap<string, number> }

function vocabularyOf(texts: Iterable<string>): Vocabulary {
  const sorted = [...new Set(texts)].sort()
  return {
    words: Math.max(1, Math.ceil(sorted.length / 32)),
    bitOf: new Map(sorted.map((text, bit) => [text, bit])),
  }
}

/** Sets, from word `offset` on, the bit of each text that the vocabulary knows; the others are nobody's. */
export function setBits(
  into: Int32Array,
  offset: number,
  vocabulary: Vocabulary,
  texts: Iterable<string>,
): void {
  for (const text of texts) {
    const bit = vocabulary.bitOf.get(text)
    if (bit !== undefined) setBit(into, offset, bit)
  }
}

/** Sets the half hours that lie wholly within the spans. */
export function setSchedule(into: Int32Array, offset: number, spans: readonly WeeklySpan[]): void {
  for (const { day, fromMinute, toMinute } of spans) {
    const first = Math.ceil(fromMinute / slotMinutes)
    const end = Math.min(slotsPerDay, Math.floor(toMinute / slotMinutes))
    for (let slot = first; slot < end; slot++) setBit(into, offset, day * slotsPerDay + slot)
  }
}

function setBit(into: Int32Array, offset: number, bit: number): void {
  const word = offset + (bit >> 5)
  into[word] = (into[word] ?? 0) | (1 << (bit & 31))
}

/** How many bits two stretches of equal length have in common. */
export function commonBits(
  a: Int32Array,
  aOffset: number,
  b: Int32Array,
  bOffset: number,
  words: number,
): number {
  let bits = 0
  for (let word = 0; word < words; word++) {
    const both = a[aOffset + word]! & b[bOffset + word]!
    if (both !== 0) bits += ones(both)
  }
  return bits
}

/** Bits set in a 32-bit integer (Warren, Hacker's Delight, 5-1). */
function ones(value: number): number {
  let v = value - ((value >>> 1) & 0x55555555)
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
