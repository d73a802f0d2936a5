import { toHealthcareService } from '../../domain/maps/directory.ts'
import type { ResourceOf } from '../../domain/resource.ts'
import { indexed, reference, string, token } from '../../domain/search/parameter.ts'
import type { Configured } from './module.ts'

type Service = ResourceOf<'HealthcareService'>

/** The programmes that can be asked. */
export const healthcareService: Configured<'HealthcareService'> = {
  type: 'HealthcareService',
  class: 'directory',
  configured: ({ programs }) => programs.map(toHealthcareService),
  search: [
    string('name', (r: Service) => [r.name]),
    indexed(reference('organization', (r: Service) => r.providedBy)),
    token('active', (r: Service) => r.active),
  ],
}
