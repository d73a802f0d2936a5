/** The same keys with other words: Spanish may not lack a sentence that English has. */
export type SameKeys<T> = { [Key in keyof T]: T[Key] extends string ? string : SameKeys<T[Key]> }
