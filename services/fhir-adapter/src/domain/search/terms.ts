import type { ResourceType } from '../resource.ts'
import { between } from './elements.ts'

/** Under what a value of a resource stands in the index of terms. */
export const termOf = (type: ResourceType, index: string, value: string): string =>
  `${type} ${index}=${value}`

/** Under what a person's rows of one type are in the index `person`. */
export const personTerm = (type: ResourceType, personId: string): string =>
  termOf(type, 'person', `${personId}${between}Patient`)
