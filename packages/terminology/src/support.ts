import type { Words } from './words.ts'

/** The four kinds of support a peer gives (Solomon 2004 after House 1981; SAMHSA's taxonomy). */
export const kindsOfSupport = [
  'emotional',
  'informational',
  'instrumental',
  'affiliational',
] as const
export type KindOfSupport = (typeof kindsOfSupport)[number]

export const kindOfSupportWords: Readonly<Record<KindOfSupport, Words>> = {
  emotional: { en: 'Listening and encouragement', es: 'Escuchar y animar' },
  informational: { en: 'Information', es: 'Información' },
  instrumental: { en: 'Practical help', es: 'Ayuda práctica' },
  affiliational: { en: 'Meeting others', es: 'Conocer a otras personas' },
}

/** How two people meet. */
export const modalities = ['in-person', 'video', 'phone', 'text'] as const
export type Modality = (typeof modalities)[number]

export const modalityWords: Readonly<Record<Modality, Words>> = {
  'in-person': { en: 'in person', es: 'en persona' },
  video: { en: 'by video', es: 'por video' },
  phone: { en: 'by phone', es: 'por teléfono' },
  text: { en: 'by text', es: 'por mensaje' },
}
