import { gad7Codes } from '@careloom/terminology'
import { frequencies, lastTwoWeeks } from './frequency.ts'
import type { Instrument, ItemText } from './instrument.ts'

const texts: readonly ItemText[] = [
  {
    en: 'Feeling nervous, anxious, or on edge',
    es: 'Sentirse nervioso/a, intranquilo/a o con los nervios de punta',
  },
  {
    en: 'Not being able to stop or control worrying',
    es: 'No poder dejar de preocuparse o no poder controlar la preocupación',
  },
  {
    en: 'Worrying too much about different things',
    es: 'Preocuparse demasiado por diferentes cosas',
  },
  { en: 'Trouble relaxing', es: 'Dificultad para relajarse' },
  {
    en: 'Being so restless that it is hard to sit still',
    es: 'Estar tan inquieto/a que es difícil permanecer sentado/a tranquilamente',
  },
  {
    en: 'Becoming easily annoyed or irritable',
    es: 'Molestarse o ponerse irritable fácilmente',
  },
  {
    en: 'Feeling afraid, as if something awful might happen',
    es: 'Sentir miedo como si algo terrible pudiera pasar',
  },
]

/** Generalized Anxiety Disorder scale, seven items on the last two weeks. */
export const gad7: Instrument = {
  code: 'gad-7',
  version: '1',
  name: 'GAD-7',
  lead: lastTwoWeeks,
  items: gad7Codes.items.map((coding, index) => ({
    linkId: `/${coding.code}`,
    text: texts[index] ?? { en: coding.display },
    coding,
    isAboutSelfHarm: false,
  })),
  options: frequencies,
  lowestTotal: 0,
  highestTotal: 21,
  isLowerBetter: true,
  bands: [
    { from: 0, to: 4, text: { en: 'few signs of anxiety', es: 'pocas señales de ansiedad' } },
    { from: 5, to: 9, text: { en: 'mild', es: 'leve' } },
    { from: 10, to: 14, text: { en: 'moderate', es: 'moderado' } },
    { from: 15, to: 21, text: { en: 'severe', es: 'grave' } },
  ],
  reliableChange: 4,
  licence: 'Pfizer Inc. No permission required to reproduce, translate, display or distribute.',
  source: 'Spitzer, Kroenke, Williams, Löwe 2006; reliable change: NHS Talking Therapies manual',
  panelCode: gad7Codes.panel,
  totalCode: gad7Codes.total,
}
