import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import express from 'express'
import type { Request, Router } from 'express'
import { loadSecrets } from '../oauth/secrets.ts'
import { openProviderStore } from '../oauth/provider-store.ts'
import { careloomBackend } from './careloom.ts'
import { findClinician } from './clinician.ts'
import { fhirRouter } from './fhir/router.ts'
import { openFhirStore } from './fhir/store.ts'
import { loadPeople } from './people.ts'
import { screens } from './screens/router.ts'
import { sessionSecretOf } from './screens/session.ts'
import { authorizationServer, careloomClientId } from './smart/authorization.ts'
import { openDeskStore } from './smart/desk-store.ts'

export type SandboxHospitalOptions = {
  /** Where the hospital is reached, without `/ehr` and without a slash at the end. */
  readonly base: string
  /** Where its records and keys are kept; made if missing. */
  readonly dataDir: string
  /** The folder of this package, with `people/` and `static/`. */
  readonly files: string
  /** Where Careloom is reached: its `/smart`, `/fhir` and `/realms/careloom` are used, nothing else. */
  readonly careloomBase: string
  /** Where this process reaches it, if that is another address than people's. */
  readonly careloomReachedAt?: string | undefined
  /** What Careloom proves itself with to this hospital. */
  readonly clientSecret: string
  /** Milliseconds since 1970. */
  readonly now?: () => number
  /** False leaves the record empty. */
  readonly samplePeople?: boolean
  /** A folder of FHIR Bundles with further patients. */
  readonly morePeople?: string
  /** Told of a failure inside; the caller of the request sees only an error code. */
  readonly onError?: (error: Error) => void
}

export type SandboxHospital = {
  /** To be mounted at `/ehr`. */
  readonly router: Router
  readonly fhirBase: string
  /** What Careloom is as a client of this hospital. */
  readonly clientForCareloom: {
    readonly clientId: string
    readonly redirectUri: string
    readonly scope: string
    readonly tokenEndpoint: string
  }
  close(): void
}

/** The FHIR base of a hospital that is reached at `base`. */
export const fhirBaseOf = (base: string): string => `${base}/ehr/fhir`

/** What Careloom's backend may do here: find the patient, write a note into the chart and read it back. */
const backendScope = 'system/Patient.rs system/DocumentReference.crs system/CareTeam.rs'

/**
 * Harbor Hospital: a small record system with a FHIR R4 server, SMART launch and screens of its own. It knows Careloom
 * only by its public addresses. Its people are invented, its login is public knowledge.
 */
export async function sandboxHospital(options: SandboxHospitalOptions): Promise<SandboxHospital> {
  const {
    base,
    dataDir,
    files,
    careloomBase,
    careloomReachedAt = careloomBase,
    clientSecret,
    now = Date.now,
    samplePeople = true,
    morePeople,
    onError,
  } = options
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const fhirBase = fhirBaseOf(base)
  const authBase = `${base}/ehr/auth`
  const redirectUri = `${careloomBase}/smart/callback`
  const secrets = await loadSecrets(dataDir, 'harbor')
  const store = openFhirStore(join(dataDir, 'hospital-record.sqlite'), now)
  const tokens = openProviderStore(join(dataDir, 'hospital-tokens.sqlite'), now)
  const desk = openDeskStore(join(dataDir, 'hospital-desk.sqlite'), now)
  if (samplePeople && store.isEmpty()) loadPeople(store, join(files, 'people'))
  if (morePeople !== undefined) loadPeople(store, morePeople)

  const signedIn = (request: Request) => desk.session(sessionSecretOf(request))
  const authorization = authorizationServer({
    authBase,
    fhirBase,
    secrets,
    store: tokens,
    desk,
    clientSecret,
    redirectUri,
    findClinician,
    signedIn,
    onError,
  })
  const careloom = careloomBackend({ careloomBase: careloomReachedAt, now })

  const router = express.Router()
  const startedAt = new Date(now()).toISOString()
  router.use(
    '/fhir',
    fhirRouter({ store, findAccess: authorization.findAccess, fhirBase, authBase, startedAt }),
  )
  router.use('/auth', authorization.router)
  router.use(screens({ store, desk, careloom, base, careloomBase, fhirBase, files, now, onError }))
  return {
    router,
    fhirBase,
    clientForCareloom: {
      clientId: careloomClientId,
      redirectUri,
      scope: backendScope,
      tokenEndpoint: `${authBase}/token`,
    },
    close() {
      store.close()
      tokens.close()
      desk.close()
    },
  }
}
