/** Tokens of one tab. `launch` sessions come from a SMART launch and cannot be refreshed. */
export type Session = {
  readonly kind: 'sign-in' | 'launch'
  readonly accessToken: string
  readonly expiresAt: number
  readonly refreshToken?: string
  readonly idToken?: string
  /** Whose session it is: `sub` of the identity provider. */
  readonly subject?: string
  /** The visit that it belongs to; a launch belongs to the chart. */
  readonly visit?: string
}
