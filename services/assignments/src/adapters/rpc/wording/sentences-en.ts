import type { Reader, Reason } from '../../../domain/matching/explain.ts'
import type { RuleCode } from '../../../domain/matching/reasons.ts'
import { onDays } from './days.ts'
import type { Phrases } from './phrases.ts'
import { facetsIn, languagesIn, listed } from './words.ts'

const rules: Readonly<Record<RuleCode, string>> = {
  'credential-not-good-for-programme': 'Has no credential that is good for this programme today.',
  'crisis-module-not-current': 'The crisis training needs a refresher.',
  'caseload-full': 'Has no free place.',
  'not-available': 'Has said that now is not a time for someone new.',
  'no-shared-language': 'They have no language in common, and there is no interpreter.',
  'out-of-reach': 'Lives too far away, and they have no other way to meet.',
  conflict: 'Something stands between the two. The details are not shown.',
  'age-rule': 'Works with people of another age.',
  'supervision-overdue': 'Supervision is overdue.',
  'set-aside': 'Was already asked for this referral.',
}

/** The same rules, said to the peer about themselves. */
const ownRules: Readonly<Partial<Record<RuleCode, string>>> = {
  'credential-not-good-for-programme':
    'You have no credential that is good for this programme today.',
  'crisis-module-not-current': 'Your crisis training needs a refresher.',
  'caseload-full': 'You have no free place.',
  'not-available': 'You said that now is not a time for someone new.',
  'supervision-overdue': 'Your supervision is overdue.',
}

export const english: Phrases = {
  sentence(reason, reader) {
    switch (reason.code) {
      case 'shared-facets':
        return sharedFacets(reason, reader)
      case 'preferences':
        return preferences(reason, reader)
      case 'continuity':
        return reader === 'peer'
          ? 'You have worked together before.'
          : 'They have worked together before.'
      case 'schedule':
        return reader === 'peer'
          ? `You are both free ${onDays(reason.days, 'en')}.`
          : `Free ${onDays(reason.days, 'en')}, as ${reader === 'person' ? 'you' : 'they'} asked.`
      case 'interpreter':
        return reader === 'person'
          ? 'You would talk with the programme’s interpreter.'
          : 'They have no language in common: the programme’s interpreter is needed.'
      case 'language':
        return `Speaks ${listed(languagesIn(reason.languages, 'en'), 'and')}${asked(reader)}.`
      case 'skills':
        return `Knows about ${listed(reason.skills, 'and')}${asked(reader)}.`
      case 'load':
        return reader === 'peer'
          ? `You have ${reason.taken} of ${reason.limit} places taken.`
          : `Has ${reason.taken} of ${reason.limit} places taken.`
      case 'not-a-fit-now':
        return reader === 'peer' ? 'Not a fit for this referral.' : 'Cannot be proposed right now.'
      default:
        return (reader === 'peer' ? ownRules[reason.code] : undefined) ?? rules[reason.code]
    }
  },
}

type FacetReason = Extract<Reason, { count: number }>

function sharedFacets({ facets, count }: FacetReason, reader: Reader): string {
  if (reader === 'peer')
    return `You share ${count} ${count === 1 ? 'experience' : 'experiences'} that you both opened.`
  const named = listed(facetsIn(facets, 'en'), 'and')
  return reader === 'person' ? `You both opened: ${named}.` : `Both opened for matching: ${named}.`
}

function preferences({ facets, count }: FacetReason, reader: Reader): string {
  if (reader === 'peer')
    return `You are what they asked for in ${count} ${count === 1 ? 'way' : 'ways'}.`
  return `Knows about ${listed(facetsIn(facets, 'en'), 'and')}${asked(reader)}.`
}

function asked(reader: Reader): string {
  return reader === 'person' ? ', which you asked for' : ', which they asked for'
}
