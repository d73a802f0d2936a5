import type { Instrument } from './instrument.ts'

const items = [
  'There are more important things to me in life than using substances.',
  'In general I am happy with my life.',
  'I have enough energy to complete the tasks I set myself.',
  'I am proud of the community I live in and feel part of it.',
  'I get lots of support from friends.',
  'I regard my life as challenging and fulfilling without the need for using drugs or alcohol.',
  'My living space has helped to drive my recovery journey.',
  'I take full responsibility for my actions.',
  'I am happy dealing with a range of professional people.',
  'I am making good progress on my recovery journey.',
]

/** Only the ends of the scale have words. */
const options = ['1 – Strongly disagree', '2', '3', '4', '5', '6 – Strongly agree']

/**
 * Brief Assessment of Recovery Capital, ten items, unmodified and in English only. Answers count 1 to 6 (copies on the web
 * that count from 0 are wrong); LOINC has no codes for it.
 */
export const barc10: Instrument = {
  code: 'barc-10',
  version: '1',
  name: 'BARC-10',
  lead: {
    en: 'On a scale of 1 (Strongly disagree) to 6 (Strongly agree), how much do you agree with each statement?',
  },
  items: items.map((en, index) => ({
    linkId: `barc-10/${index + 1}`,
    text: { en },
    isAboutSelfHarm: false,
  })),
  options: options.map((en, index) => ({
    value: index + 1,
    text: { en },
  })),
  lowestTotal: 10,
  highestTotal: 60,
  isLowerBetter: false,
  bands: [
    { from: 10, to: 46, text: { en: 'growing', es: 'en crecimiento' } },
    {
      from: 47,
      to: 60,
      text: {
        en: 'as among people in sustained remission',
        es: 'como entre personas en remisión sostenida',
      },
    },
  ],
  licence:
    'Freely available, permission not required for use (PhenX protocol 590502). Cite the source.',
  source: 'Vilsaint, Kelly, Bergman, Groshkova, Best, White 2017; cut-off 47',
}
