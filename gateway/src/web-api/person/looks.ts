import type { Look } from '@careloom/access'
import type { Cursor } from '@careloom/event-sourcing'
import type { PersonHome } from '@careloom/web-api'
import { displayOf, type Context } from '../context.ts'
import { organizationNames } from '../organization-names.ts'

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
/** As far back as a home page goes for them: five thousand hours in which somebody looked. */
const mostPages = 25

/**
 * Who looked, newest first; looking again within the hour is one look. Their own looks are no news to them, and crowd out
 * nobody else's.
 */
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
async function newsTo(personId: string, { access, actor }: Context): Promise<Look[]> {
  const range = { index: 'person', from: `${personId} `, to: `${personId} ~` } as const
  const news: Look[] = []
  let after: Cursor | undefined
  for (let pages = 1; ; pages += 1) {
    const page = await access.looks.find({ ...range, order: 'desc', after, limit: 200 })
    for (const { row } of page) if (isNews(row, actor.id) && !isRepeat(row, news)) news.push(row)
    const last = page.at(-1)
    if (news.length >= mostLooks || last === undefined || pages === mostPages)
      return news.sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, mostLooks)
    after = { value: last.value, key: last.key }
  }
}

const isNews = (row: Look, theirs: string): boolean =>
  row.outcome === 'allowed' &&
  row.action !== 'create' &&
  row.action !== 'update' &&
  row.actor !== theirs &&
  sawOf[row.class] !== undefined

const anHourMs = 3_600_000

/** A page that is open asks again by itself; the audit trail holds every time. */
const isRepeat = (row: Look, newer: readonly Look[]): boolean =>
  newer.some(
    (each) =>
      each.actor === row.actor &&
      each.class === row.class &&
      Date.parse(each.at) - Date.parse(row.at) < anHourMs,
  )
