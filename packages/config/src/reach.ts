import type { Connection } from './house.ts'

/**
 * Where an address of a hospital is reached from here: all its addresses name it as everybody knows it, and behind a gateway of the
 * two networks it may be at another origin.
 */
export function reached(
  { fhirBase, reachedAt }: Pick<Connection, 'fhirBase' | 'reachedAt'>,
  address: string,
): string {
  const known = `${new URL(fhirBase).origin}/`
  if (reachedAt === undefined || !address.startsWith(known)) return address
  return `${reachedAt}/${address.slice(known.length)}`
}
