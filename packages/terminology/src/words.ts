/** The languages that every text of ours is written in, as equals (BCP 47). */
export const uiLanguages = ['en', 'es'] as const
export type UiLanguage = (typeof uiLanguages)[number]

/** One meaning in every language of ours. */
export type Words = Readonly<Record<UiLanguage, string>>
