import { roles } from '@careloom/access'
import { realmOf, type RealmOptions } from '@careloom/sandbox'
import { systemScopes } from '@careloom/service-fhir-adapter'

/** The realm of a house, with every role and every scope that the product knows. */
export const houseRealm = (options: Omit<RealmOptions, 'roles' | 'scopes'>) =>
  realmOf({ ...options, roles, scopes: systemScopes })
