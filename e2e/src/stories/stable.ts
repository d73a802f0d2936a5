type Json = unknown

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
/** The sandbox's own ids, the same at every start. */
const seeded = /^0190a000-0000-7000-8000-/
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const day = /^\d{4}-\d\d-\d\d$/
/** Days that are part of a person, not of the story. */
const fixedDays: ReadonlySet<string> = new Set(['birthDate'])
const minuteMs = 60_000

/**
 * Makes two recordings of one server alike: ids are renamed in the order in which they appear, times are moved from the
 * walk's time to the story's and cut to the minute, an address is no longer that of one run, and nothing took long.
 */
export function stable(origin: string, shiftMs: number) {
  const names = new Map<string, string>()
  const rename = (id: string): string => {
    if (seeded.test(id)) return id
    const name =
      names.get(id) ?? `0190b000-0000-7000-8000-${String(names.size + 1).padStart(12, '0')}`
    names.set(id, name)
    return name
  }
  const moved = (ms: number) =>
    new Date(Math.floor((ms + shiftMs) / minuteMs) * minuteMs).toISOString()
  const text = (value: string): string => {
    if (instant.test(value)) return moved(Date.parse(value))
    if (day.test(value)) return moved(Date.parse(value)).slice(0, 10)
    return value.replaceAll(origin, 'https://careloom.example').replace(uuid, rename)
  }
  const each = (value: Json, key = ''): Json => {
    if (key === 'tookMs' && typeof value === 'number') return 40
    if (typeof value === 'string') return fixedDays.has(key) ? value : text(value)
    if (Array.isArray(value)) return value.map((one: Json) => each(one))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([k, v]: [string, Json]) => [k, each(v, k)]),
    )
  }
  return (value: Json): Json => each(value)
}
