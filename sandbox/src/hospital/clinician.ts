import { createHash, timingSafeEqual } from 'node:crypto'

/** Somebody who logs in to the hospital's own screens. */
export type Clinician = {
  readonly id: string
  readonly username: string
  readonly name: string
  readonly practitionerId: string
}

const clinicians: readonly Clinician[] = [
  {
    id: 'harbor-osei',
    username: 'clinician',
    name: 'Dr. Efua Osei',
    practitionerId: '0190a000-0000-7000-8000-000000000201',
  },
]

const sandboxPassword = createHash('sha256').update('sandbox').digest()

export function clinicianByPassword(username: string, password: string): Clinician | undefined {
  const matches = timingSafeEqual(createHash('sha256').update(password).digest(), sandboxPassword)
  const clinician = clinicians.find((one) => one.username === username.trim().toLowerCase())
  return matches ? clinician : undefined
}

export function findClinician(id: string | undefined): Clinician | undefined {
  return clinicians.find((one) => one.id === id)
}
