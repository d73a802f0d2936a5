/** The four kinds of "no" that a decider knows; one table per transport maps them (`rpc`, `gateway`, `fhir-adapter`). */
export type RefusalCategory = 'incorrect' | 'forbidden' | 'not-found' | 'conflict'

/**
 * A decider will not carry out a command. `reason` is a kebab-case statement of fact and is part of the API;
 * `detail` holds ids and codes only (the open referral of a duplicate), never a name or a free text.
 */
export type Refusal<Reason extends string = string> = {
  readonly category: RefusalCategory
  readonly reason: Reason
  readonly detail?: Readonly<Record<string, string>>
}
