import { informationCategories } from '@careloom/terminology'

/** Categories of information as screens know them. */
export const categoriesOf = (values: readonly string[]) =>
  informationCategories.filter((each) => values.includes(each))
