import { error, FhirProblem } from '../../domain/outcome.ts'
import type { ResourceType } from '../../domain/resource.ts'
import { resources } from '../resources/table.ts'

/** 405, with what the address does allow (RFC 9110 15.5.6). */
export function notAllowed(
  type: ResourceType,
  level: 'type' | 'instance' | 'version',
): FhirProblem {
  const { create, update } = resources[type]
  const written =
    level === 'type' && create !== undefined
      ? ['POST']
      : level === 'instance' && update !== undefined
        ? ['PUT']
        : []
  const issue = error('not-supported', `${type} does not allow this interaction; see /metadata.`)
  return new FhirProblem(405, [issue], { allow: ['GET', 'HEAD', ...written].join(', ') })
}
