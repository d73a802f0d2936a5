import type { Reader, Reason } from '../../../domain/matching/explain.ts'
import type { RuleCode } from '../../../domain/matching/reasons.ts'
import { onDays } from './days.ts'
import type { Phrases } from './phrases.ts'
import { facetsIn, languagesIn, listed } from './words.ts'

const rules: Readonly<Record<RuleCode, string>> = {
  'credential-not-good-for-programme': 'Hoy no tiene una credencial válida para este programa.',
  'crisis-module-not-current': 'Necesita renovar la formación sobre crisis.',
  'caseload-full': 'No tiene lugares libres.',
  'not-available': 'Ha dicho que ahora no es momento para alguien nuevo.',
  'no-shared-language': 'No tienen un idioma en común y no hay intérprete.',
  'out-of-reach': 'Vive demasiado lejos y no tienen otra forma de reunirse.',
  conflict: 'Algo se interpone entre las dos personas. Los detalles no se muestran.',
  'age-rule': 'Trabaja con personas de otra edad.',
  'supervision-overdue': 'La supervisión está atrasada.',
  'set-aside': 'Ya se le preguntó por esta derivación.',
}

/** The same rules, said to the peer about themselves. */
const ownRules: Readonly<Partial<Record<RuleCode, string>>> = {
  'credential-not-good-for-programme':
    'Hoy no tiene usted una credencial válida para este programa.',
  'crisis-module-not-current': 'Su formación sobre crisis necesita renovarse.',
  'caseload-full': 'Usted no tiene lugares libres.',
  'not-available': 'Usted dijo que ahora no es momento para alguien nuevo.',
  'supervision-overdue': 'Su supervisión está atrasada.',
}

export const spanish: Phrases = {
  sentence(reason, reader) {
    switch (reason.code) {
      case 'shared-facets':
        return sharedFacets(reason, reader)
      case 'preferences':
        return preferences(reason, reader)
      case 'continuity':
        return reader === 'peer' ? 'Ustedes ya han trabajado juntos.' : 'Ya han trabajado juntos.'
      case 'schedule':
        return reader === 'peer'
          ? `Los dos están libres ${onDays(reason.days, 'es')}.`
          : `Libre ${onDays(reason.days, 'es')}, como ${reader === 'person' ? 'usted pidió' : 'pidió la persona'}.`
      case 'interpreter':
        return reader === 'person'
          ? 'Hablarían con la ayuda de intérprete del programa.'
          : 'No tienen un idioma en común: hace falta intérprete del programa.'
      case 'language':
        return `Habla ${listed(languagesIn(reason.languages, 'es'), 'y')}${asked(reader)}.`
      case 'skills':
        return `Sabe de ${listed(reason.skills, 'y')}${asked(reader)}.`
      case 'load':
        return reader === 'peer'
          ? `Usted tiene ${reason.taken} de ${reason.limit} lugares ocupados.`
          : `Tiene ${reason.taken} de ${reason.limit} lugares ocupados.`
      case 'not-a-fit-now':
        return reader === 'peer'
          ? 'No es adecuado para esta derivación.'
          : 'No se puede proponer en este momento.'
      default:
        return (reader === 'peer' ? ownRules[reason.code] : undefined) ?? rules[reason.code]
    }
  },
}

type FacetReason = Extract<Reason, { count: number }>

function sharedFacets({ facets, count }: FacetReason, reader: Reader): string {
  if (reader === 'peer')
    return `Comparten ${count} ${count === 1 ? 'experiencia' : 'experiencias'} que ambos abrieron.`
  const named = listed(facetsIn(facets, 'es'), 'y')
  return reader === 'person'
    ? `Ustedes dos abrieron: ${named}.`
    : `Los dos abrieron para la búsqueda: ${named}.`
}

function preferences({ facets, count }: FacetReason, reader: Reader): string {
  if (reader === 'peer')
    return `Usted es como lo pidieron en ${count} ${count === 1 ? 'aspecto' : 'aspectos'}.`
  return `Sabe de ${listed(facetsIn(facets, 'es'), 'y')}${asked(reader)}.`
}

function asked(reader: Reader): string {
  return reader === 'person' ? ', como usted pidió' : ', como pidió la persona'
}
