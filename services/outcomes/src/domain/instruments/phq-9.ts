import { phq9Codes } from '@careloom/terminology'
import { frequencies, lastTwoWeeks } from './frequency.ts'
import type { Instrument, ItemText } from './instrument.ts'

const texts: readonly ItemText[] = [
  {
    en: 'Little interest or pleasure in doing things',
    es: 'Poco interés o placer en hacer cosas',
  },
  {
    en: 'Feeling down, depressed, or hopeless',
    es: 'Se ha sentido decaído(a), deprimido(a) o sin esperanzas',
  },
  {
    en: 'Trouble falling or staying asleep, or sleeping too much',
    es: 'Ha tenido dificultad para quedarse o permanecer dormido(a), o ha dormido demasiado',
  },
  {
    en: 'Feeling tired or having little energy',
    es: 'Se ha sentido cansado(a) o con poca energía',
  },
  { en: 'Poor appetite or overeating', es: 'Sin apetito o ha comido en exceso' },
  {
    en: 'Feeling bad about yourself — or that you are a failure or have let yourself or your family down',
    es: 'Se ha sentido mal con usted mismo(a) – o que es un fracaso o que ha quedado mal con usted mismo(a) o con su familia',
  },
  {
    en: 'Trouble concentrating on things, such as reading the newspaper or watching television',
    es: 'Ha tenido dificultad para concentrarse en ciertas actividades, tales como leer el periódico o ver la televisión',
  },
  {
    en: 'Moving or speaking so slowly that other people could have noticed? Or the opposite — being so fidgety or restless that you have been moving around a lot more than usual',
    es: '¿Se ha movido o hablado tan lento que otras personas podrían haberlo notado? o lo contrario – muy inquieto(a) o agitado(a) que ha estado moviéndose mucho más de lo normal',
  },
  {
    en: 'Thoughts that you would be better off dead or of hurting yourself in some way',
    es: 'Pensamientos de que estaría mejor muerto(a) o de lastimarse de alguna manera',
  },
]

const selfHarmCode = '44260-8'

/** Patient Health Questionnaire, nine items on depression in the last two weeks. */
export const phq9: Instrument = {
  code: 'phq-9',
  version: '1',
  name: 'PHQ-9',
  lead: lastTwoWeeks,
  items: phq9Codes.items.map((coding, index) => ({
    linkId: `/${coding.code}`,
    text: texts[index] ?? { en: coding.display },
    coding,
    isAboutSelfHarm: coding.code === selfHarmCode,
  })),
  options: frequencies,
  lowestTotal: 0,
  highestTotal: 27,
  isLowerBetter: true,
  bands: [
    { from: 0, to: 4, text: { en: 'few signs of depression', es: 'pocas señales de depresión' } },
    { from: 5, to: 9, text: { en: 'mild', es: 'leve' } },
    { from: 10, to: 14, text: { en: 'moderate', es: 'moderado' } },
    { from: 15, to: 19, text: { en: 'moderately severe', es: 'moderadamente grave' } },
    { from: 20, to: 27, text: { en: 'severe', es: 'grave' } },
  ],
  reliableChange: 6,
  licence:
    'Copyright Pfizer Inc. No permission required to reproduce, translate, display or distribute.',
  source: 'Kroenke, Spitzer, Williams 2001; reliable change: NHS Talking Therapies manual',
  panelCode: phq9Codes.panel,
  totalCode: phq9Codes.total,
}
