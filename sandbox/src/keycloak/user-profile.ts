import { ownClaims } from '../identity/token-shape.ts'

const length = { min: 1, max: 255 }

/** What may be known of a user. Who they are to the product only whoever runs the realm may say: it decides what they see. */
const profile = {
  attributes: [
    ...['username', 'email', 'firstName', 'lastName'].map((name) => ({
      name,
      permissions: { view: ['admin', 'user'], edit: ['admin'] },
      validations: { length },
    })),
    ...Object.values(ownClaims).map((name) => ({
      name,
      permissions: { view: ['admin', 'user'], edit: ['admin'] },
      validations: { length },
    })),
  ],
}

/** The user profile as a part of a realm: attributes that it does not name Keycloak drops. */
export const userProfile = {
  'org.keycloak.userprofile.UserProfileProvider': [
    {
      providerId: 'declarative-user-profile',
      config: { 'kc.user.profile.config': [JSON.stringify(profile)] },
    },
  ],
}
