import { createHash } from 'node:crypto'
import type { Evidence } from '../../domain/routes.ts'
import { object } from '../../domain/json.ts'
import { list, text } from './json.ts'

/** What a CapabilityStatement says that we look at, and the hash of all that it says. */
export const readStatement = (body: string): { evidence: Evidence; hash: string } => ({
  evidence: evidenceIn(body),
  hash: createHash('sha256').update(withoutDate(body)).digest('hex'),
})

function evidenceIn(body: string): Evidence {
  const statement = object(JSON.parse(body))
  const evidence: Record<string, string[]> = {}
  for (const rest of list(statement['rest']))
    for (const resource of list(rest['resource'])) {
      const type = text(resource['type'])
      if (type !== undefined)
        evidence[type] = list(resource['interaction']).flatMap((each) => text(each['code']) ?? [])
    }
  return evidence
}

/** The date of a statement changes with every reading; what it says does not. */
const withoutDate = (body: string): string => body.replace(/"date"\s*:\s*"[^"]*"/, '')
