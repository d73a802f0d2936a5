export type ConsentInForce = {
  readonly consentId: string
  readonly part2: boolean
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly categories: readonly string[]
  /** YYYY-MM-DD, the last day. */
  readonly until: string | undefined
}

/** What ties a person to others: all that a decision about their record needs. Ids only. */
export type Relationships = {
  readonly personId: string
  readonly registeredBy: string | undefined
  readonly referrals: readonly {
    readonly referralId: string
    readonly organizationId: string
    readonly referrerOrganizationId: string
    readonly referrerId: string
    readonly part2: boolean
  }[]
  readonly assignments: readonly {
    readonly assignmentId: string
    readonly peerWorkerId: string
    readonly organizationId: string
    readonly open: boolean
  }[]
  readonly consents: readonly ConsentInForce[]
}

/** The consent that lets one organization tell another, if there is one. `from` undefined: whoever holds it. */
export function consentFor(
  relationships: Relationships,
  wanted: { from: string | undefined; to: string; category: string; part2: boolean; today: string },
): string | undefined {
  const { from, to, category, part2, today } = wanted
  return relationships.consents.find(
    (consent) =>
      consent.to.includes(to) &&
      (from === undefined || consent.from.includes(from)) &&
      consent.categories.includes(category) &&
      (!part2 || (consent.part2 && consent.categories.includes('substance-use'))) &&
      (consent.until === undefined || consent.until >= today),
  )?.consentId
}
