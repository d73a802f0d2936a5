import { capabilityOf } from './capabilities.ts'
import { FhirError } from './outcome.ts'
import { isObject, isResource, textAt, valuesAt } from './resource.ts'
import type { Resource } from './resource.ts'
import { patientOf } from './search.ts'

const maxDepth = 60
const documentStatus = ['current', 'superseded', 'entered-in-error']

/**
 * Checks what a client wants to write.
 * @throws FhirError 400 for another type or shape, 422 for a resource that breaks a rule of FHIR R4 or of this hospital.
 */
export function validated(
  type: string,
  body: unknown,
  isKnownPatient: (id: string) => boolean,
): Resource {
  if (isDeeper(body, maxDepth))
    throw new FhirError(400, 'structure', 'The body is nested too deeply')
  if (!isResource(body))
    throw new FhirError(400, 'structure', 'The body must be a FHIR resource as JSON')
  if (body.resourceType !== type)
    throw new FhirError(
      400,
      'invalid',
      `The body must be a ${type}, as the address says`,
      'resourceType',
    )
  if (type === 'DocumentReference') checkDocumentReference(body)
  if (type === 'Binary' && textAt(body, 'contentType') === undefined)
    throw new FhirError(422, 'required', 'contentType is required', 'Binary.contentType')
  const patient = patientOf(body)
  if (
    capabilityOf(type)?.patientPath !== undefined &&
    (patient === undefined || !isKnownPatient(patient))
  )
    throw new FhirError(
      422,
      'value',
      'The subject must be a patient of this hospital',
      `${type}.subject`,
    )
  return body
}

function checkDocumentReference(document: Resource): void {
  const status = textAt(document, 'status')
  if (status === undefined || !documentStatus.includes(status))
    throw new FhirError(
      422,
      'value',
      `status must be one of ${documentStatus.join(', ')}`,
      'DocumentReference.status',
    )
  const attachments = valuesAt(document, 'content.attachment')
  if (
    !Array.isArray(document['content']) ||
    attachments.length === 0 ||
    !attachments.every(isObject)
  )
    throw new FhirError(
      422,
      'required',
      'content with an attachment is required',
      'DocumentReference.content',
    )
  if (valuesAt(document, 'type.coding').length === 0 && textAt(document, 'type.text') === undefined)
    throw new FhirError(422, 'required', 'type is required', 'DocumentReference.type')
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((one) => isDeeper(one, levels - 1))
}
