import { useTranslation } from 'react-i18next'

/** The name of a language in the reader's language: "Spanish". */
export function useLanguageName(): (code: string) => string {
  const { i18n } = useTranslation()
  return (code) => new Intl.DisplayNames([i18n.language], { type: 'language' }).of(code) ?? code
}
