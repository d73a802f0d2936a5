import { z } from 'zod'

/** The roles of an access token's `realm_access.roles`. */
export const role = z
  .enum([
    'person',
    'peer',
    'coordinator',
    'supervisor',
    'clinician',
    'integrator',
    'auditor',
    'privacy-officer',
    'system',
  ])
  .meta({ id: 'Role' })
export type Role = z.infer<typeof role>
