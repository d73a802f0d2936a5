import { error, FhirProblem } from '../../domain/outcome.ts'

const maxQueryBytes = 64 * 1024
const maxParameters = 100
const maxValues = 200

/**
 * The parameters of a query, as long as they cost no more than a search may: 100 parameters, 200 values that are joined by
 * commas, 64 kB. @throws FhirProblem 414 or 400 before anything is looked at
 */
export function boundedQuery(text: string): URLSearchParams {
  if (text.length > maxQueryBytes || Buffer.byteLength(text) > maxQueryBytes)
    throw new FhirProblem(414, [error('too-costly', `A query may hold ${maxQueryBytes} bytes.`)])
  const query = new URLSearchParams(text)
  if (query.size > maxParameters)
    throw new FhirProblem(400, [
      error('too-costly', `A query may have ${maxParameters} parameters.`),
    ])
  const values = [...query.values()].reduce((sum, value) => sum + value.split(',').length, 0)
  if (values > maxValues)
    throw new FhirProblem(400, [
      error(
        'too-costly',
        `A query may ask for ${maxValues} values, those that commas part included.`,
      ),
    ])
  return query
}
