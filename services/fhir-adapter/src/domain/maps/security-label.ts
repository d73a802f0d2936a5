import { confidentiality, part2 as part2Label } from '@careloom/terminology'
import type { Extension, Meta } from '../resource.ts'

/** `meta` with its profile and, where Part 2 applies, DS4P's label: restricted, with the basis on it. */
export function labelled({ part2 }: { part2: boolean }, profile: string): Meta {
  if (!part2) return { profile: [profile] }
  const basis: Extension = {
    url: 'http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-sec-label-basis',
    valueCoding: part2Label,
  }
  return { profile: [profile], security: [{ ...confidentiality.restricted, extension: [basis] }] }
}
