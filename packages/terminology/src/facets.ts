import type { Words } from './words.ts'

/**
 * Facets of lived experience and identity that a person or a peer worker may open for matching. Our own vocabulary: some
 * words are those of diagnoses too (depression, anxiety, panic), but here they say what somebody has lived with. None is required, none is inferred, and none ever leaves for an EHR.
 */
export const facets = {
  'alcohol-recovery': { en: 'recovery from alcohol', es: 'recuperación del alcohol' },
  'opioid-recovery': { en: 'recovery from opioids', es: 'recuperación de opioides' },
  'stimulant-recovery': { en: 'recovery from stimulants', es: 'recuperación de estimulantes' },
  depression: { en: 'living with depression', es: 'vivir con depresión' },
  anxiety: { en: 'living with anxiety', es: 'vivir con ansiedad' },
  panic: { en: 'living with panic', es: 'vivir con ataques de pánico' },
  'hearing-voices': { en: 'hearing voices', es: 'escuchar voces' },
  trauma: { en: 'living after trauma', es: 'vivir después de un trauma' },
  grief: { en: 'losing someone', es: 'perder a alguien' },
  loneliness: { en: 'loneliness', es: 'soledad' },
  'hospital-stay': { en: 'a hospital stay', es: 'una hospitalización' },
  perinatal: { en: 'pregnancy and the time after birth', es: 'el embarazo y el posparto' },
  parenting: { en: 'being a parent', es: 'ser madre o padre' },
  veteran: { en: 'military service', es: 'servicio militar' },
  'lgbtq-plus': { en: 'being LGBTQ+', es: 'ser LGBTQ+' },
  migration: { en: 'moving to a new country', es: 'llegar a un país nuevo' },
  homelessness: { en: 'having been without a home', es: 'haber estado sin hogar' },
  'justice-system': { en: 'time in the justice system', es: 'el paso por el sistema de justicia' },
  'chronic-illness': { en: 'a long-term illness', es: 'una enfermedad de largo plazo' },
  caregiving: { en: 'caring for someone', es: 'cuidar a alguien' },
  'young-adult': { en: 'being a young adult', es: 'ser joven' },
  faith: { en: 'faith', es: 'la fe' },
} as const satisfies Readonly<Record<string, Words>>
export type FacetCode = keyof typeof facets

/** Languages by BCP 47 code, in words; a code that is not here is shown as itself. */
export const languageWords: Readonly<Record<string, Words>> = {
  en: { en: 'English', es: 'inglés' },
  es: { en: 'Spanish', es: 'español' },
  pt: { en: 'Portuguese', es: 'portugués' },
  ht: { en: 'Haitian Creole', es: 'criollo haitiano' },
  zh: { en: 'Chinese', es: 'chino' },
  vi: { en: 'Vietnamese', es: 'vietnamita' },
  ar: { en: 'Arabic', es: 'árabe' },
  ase: { en: 'American Sign Language', es: 'lengua de señas americana' },
}
