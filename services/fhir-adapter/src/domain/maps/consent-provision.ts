import {
  codeSystems,
  confidentiality,
  informationCategories,
  part2,
  purposesOfUse,
} from '@careloom/terminology'
import { isOneOf } from '../coded.ts'
import { isAhead, lastDayOf } from '../days.ts'
import type { Reader } from '../reader.ts'
import { categorySystem, recipient } from './consent.ts'

const actCode = (code: string) => ({ system: codeSystems.actCode, code })
/** Labels of substance-use information (v3 ActCode): any of them brings Part 2 with it. */
const substanceUse = [part2, actCode('ETH'), actCode('ETHUD'), actCode('OPIOIDUD')]
/** Opened when a consent names no category: enough to refer, to be reached, and to see who is on the team. */
const usual: readonly string[] = ['contact', 'own-words', 'care-team']

/** Who receives: each an Organization, as information recipient. */
export function receivers(provision: Reader): string[] {
  const actors = provision.list('actor')
  if (actors.length === 0)
    provision.fault('required', 'must name at least one receiving Organization', 'actor')
  return actors.flatMap((actor) => {
    if (!actor.has('role')) actor.fault('required', 'is required', 'role')
    else if (!actor.codings('role').some((coding) => isOneOf(coding, recipient)))
      actor.fault('not-supported', `must be ${recipient.code} of ${recipient.system}`, 'role')
    if (!actor.has('reference')) actor.fault('required', 'is required', 'reference')
    return actor.referenceTo('reference', 'Organization') ?? []
  })
}

/** Whether it is about substance use, so that Part 2 applies. */
export function isAboutSubstanceUse(provision: Reader): boolean {
  if (provision.code('type', ['permit', 'deny'] as const) === 'deny')
    provision.fault('not-supported', 'must be permit: what is not permitted is denied', 'type')
  const labels = provision.list('securityLabel').map((label) => ({ label, ...label.coding() }))
  const found = labels.some((each) => isOneOf(each, ...substanceUse))
  for (const each of labels)
    if (!isOneOf(each, ...substanceUse) && !(found && isOneOf(each, confidentiality.restricted)))
      each.label.fault('not-supported', `must be ${part2.code} of ${part2.system}, or left out`)
  return found
}

/** The categories that it opens. */
export function opened(provision: Reader, isPart2: boolean): string[] {
  const chosen = provision.list('code').flatMap((code) => {
    const codings = code.list('coding').map((coding) => coding.coding())
    const known = codings.flatMap((coding) =>
      coding.system === categorySystem
        ? (informationCategories.find((each) => each === coding.code) ?? [])
        : [],
    )
    if (codings.length === 0 || known.length < codings.length)
      code.fault(
        'not-supported',
        `must be among ${informationCategories.join(', ')} of ${categorySystem}`,
      )
    return known
  })
  const all: readonly string[] = provision.has('code') ? chosen : usual
  return isPart2 && !all.includes('substance-use') ? [...all, 'substance-use'] : [...all]
}

/** For what: treatment, whatever else is left out. */
export function purposes(provision: Reader): string[] {
  for (const purpose of provision.list('purpose'))
    if (!isOneOf(purpose.coding(), purposesOfUse.TREAT))
      purpose.fault(
        'not-supported',
        `must be ${purposesOfUse.TREAT.code} of ${purposesOfUse.TREAT.system}: no other purpose is served`,
      )
  return [purposesOfUse.TREAT.code]
}

/** The last day on which it holds. It begins when it is granted: one that begins later would hold too early. */
export function endOf(provision: Reader, now: string): string | undefined {
  const period = provision.object('period')
  const start = period?.dateTime('start')
  if (start !== undefined && isAhead(start, now))
    period?.fault('not-supported', 'must not lie ahead: it would hold from now on', 'start')
  const end = period?.dateTime('end')
  return end === undefined ? undefined : lastDayOf(end)
}
