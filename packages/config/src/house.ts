import { z } from 'zod'
import { origin, realm, timeZone } from './form.ts'
import { addressField, jsonArray, originField, textField } from './json.ts'
import { required } from './variable.ts'

/** A hospital whose EHR we may call, and whose launches we accept. */
export type Connection = z.output<typeof connection>

const connection = z.strictObject({
  connectionId: textField().describe('its own id'),
  organizationId: textField().describe("the hospital's organization"),
  name: textField().describe('what the hospital is called'),
  fhirBase: addressField().describe('its FHIR R4 base, as launches name it in `iss`'),
  reachedAt: originField()
    .optional()
    .describe('where that is reached from here, if it is at another origin; the path stays'),
  clientId: textField().describe('who we are to its authorization server'),
  clientSecret: textField(2_000).describe('the secret of that client'),
  mrnSystem: textField().describe('the assigning authority of its medical record numbers'),
})

/** What several parts of one house are told alike: each variable is declared here once, and used by whoever needs it. */
export const house = {
  origin: required(
    'CARELOOM_ORIGIN',
    origin,
    'where people and hospitals reach the product; FHIR is at `/fhir` below it',
  ),
  realm: required(
    'CARELOOM_ISSUER',
    realm,
    'who signs people and systems in, to the letter as the tokens say in `iss`: a realm of Keycloak',
  ),
  connections: required(
    'CARELOOM_CONNECTIONS',
    jsonArray(connection, { unique: 'connectionId' }),
    'the hospitals; `[]` where there is none',
    { isSecret: true },
  ),
  timeZone: required(
    'CARELOOM_TIME_ZONE',
    timeZone,
    'where the house is: a day that somebody names (the last of a consent, say) ends at midnight there',
  ),
}
