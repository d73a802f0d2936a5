const categories = [
  'contact',
  'own-words',
  'care-team',
  'care-plan',
  'goals',
  'notes',
  'outcome-measures',
  'substance-use',
] as const

/** Categories of information as screens know them. */
export const categoriesOf = (values: readonly string[]) =>
  categories.filter((each) => values.includes(each))
