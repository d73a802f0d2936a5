/** One figure of one run. `value` is what is compared; the others are told with it. */
export type Figure = { readonly value: number } & Readonly<Record<string, number>>

export type Setting = {
  readonly folder: string
  readonly seconds: number
  readonly postgresUrl: string
}
export type Measure = (setting: Setting) => Promise<Figure>

/** The product's figure shall be at least `atLeast` times that of a system (or at most, when less is better). */
export type Goal = {
  readonly against: string
  readonly factor: number
  /** Counts what an operation costs instead, of which the product shall take so many times less. */
  readonly cost?: string
}

export type Metric = {
  readonly name: string
  /** Its number in the list of quality goals. */
  readonly number: string
  readonly what: string
  readonly unit: string
  readonly lessIsBetter?: boolean
  /** `careloom` is the product; each runs in a process of its own. */
  readonly systems: Readonly<Record<string, Measure>>
  readonly goals: readonly Goal[]
  /** The product's own bounds, by figure. */
  readonly bounds?: readonly {
    readonly system?: string
    readonly figure: string
    readonly atMost?: number
    readonly atLeast?: number
  }[]
}
