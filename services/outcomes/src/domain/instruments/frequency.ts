import { frequencyAnswers } from '@careloom/terminology'
import type { InstrumentOption, ItemText } from './instrument.ts'

/** The question above every item of PHQ-9 and GAD-7. */
export const lastTwoWeeks: ItemText = {
  en: 'Over the last 2 weeks, how often have you been bothered by any of the following problems?',
  es: 'Durante las últimas 2 semanas, ¿qué tan seguido ha tenido molestias debido a los siguientes problemas?',
}

const spanish = ['Ningún día', 'Varios días', 'Más de la mitad de los días', 'Casi todos los días']

/** The four answers of PHQ-9 and GAD-7, 0 to 3. */
export const frequencies: readonly InstrumentOption[] = frequencyAnswers.map((coding, value) => ({
  value,
  text: { en: coding.display, es: spanish[value] },
  coding,
}))
