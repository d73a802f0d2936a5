import type { AuditEntry } from '@careloom/access'
import type { Cursor } from '@careloom/event-sourcing'
import type { PersonHome } from '@careloom/web-api'
import { displayOf, type Context } from '../context.ts'
import { organizationNames } from './organization-names.ts'

const sawOf: Readonly<Record<string, PersonHome['looks'][number]['saw']>> = {
  demographics: 'contact',
  referral: 'own-words',
  'own-words': 'own-words',
  'care-team': 'care-team',
  'care-plan': 'care-plan',
  notes: 'notes',
  'outcome-measures': 'outcome-measures',
}

const mostLooks = 50

/** Who looked, newest first; their own looks are no news to them, and crowd out nobody else's. */
export async function looksOf(personId: string, context: Context): Promise<PersonHome['looks']> {
  const [found, names] = await Promise.all([newsTo(personId, context), organizationNames(context)])
  return found.map((row) => {
    const organizationName =
      row.organization === undefined ? undefined : names.get(row.organization.split(' ')[0] ?? '')
    return {
      at: row.at,
      who: row.actorName ?? organizationName ?? displayOf(undefined),
      organizationName: organizationName ?? null,
      saw: sawOf[row.class] ?? 'contact',
    }
  })
}

/** Read page by page until there are enough: a person who looks often has many looks of their own between. */
async function newsTo(personId: string, { access, actor }: Context): Promise<AuditEntry[]> {
  const range = { index: 'person', from: `${personId} `, to: `${personId} ~` } as const
  const news: AuditEntry[] = []
  let after: Cursor | undefined
  for (;;) {
    const page = await access.looks.find({ ...range, order: 'desc', after, limit: 200 })
    news.push(...page.map(({ row }) => row).filter((row) => isNews(row, actor.id)))
    const last = page.at(-1)
    if (news.length >= mostLooks || last === undefined) return news.slice(0, mostLooks)
    after = { value: last.value, key: last.key }
  }
}

const isNews = (row: AuditEntry, theirs: string): boolean =>
  row.outcome === 'allowed' &&
  row.action !== 'create' &&
  row.action !== 'update' &&
  row.actor !== theirs &&
  sawOf[row.class] !== undefined
