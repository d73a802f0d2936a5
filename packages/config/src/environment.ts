export type Env = Readonly<Record<string, string | undefined>>

/** What the process was started with. Nothing else reads it: what is set is declared as a variable and handed on. */
export const environment: Env = process.env
