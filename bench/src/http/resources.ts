/** A Patient as a hospital sends it, some 1 kB; `[<id>]` becomes an identifier of its own. */
export const patientText = JSON.stringify(patient('[<id>]'))

export function patient(mrn: string) {
  return {
    resourceType: 'Patient',
    identifier: [
      {
        use: 'usual',
        type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] },
        system: 'https://harbor-hospital.example/mrn',
        value: `B-${mrn}`,
      },
    ],
    active: true,
    name: [
      { use: 'official', family: 'Okafor', given: ['Miriam', 'Ngozi'] },
      { use: 'usual', family: 'Okafor', given: ['Miriam'] },
    ],
    telecom: [
      { system: 'phone', value: '(555) 010-0199', use: 'mobile' },
      { system: 'email', value: 'miriam.okafor@mail.example', use: 'home' },
    ],
    gender: 'female',
    birthDate: '1984-11-02',
    address: [
      {
        use: 'home',
        line: ['12 Quay Street', 'Flat 3'],
        city: 'Harborview',
        state: 'ME',
        postalCode: '04101',
        country: 'US',
      },
    ],
    communication: [
      {
        language: { coding: [{ system: 'urn:ietf:bcp:47', code: 'en', display: 'English' }] },
        preferred: true,
      },
    ],
    managingOrganization: { reference: 'Organization/0190a000-0000-7000-8000-000000000001' },
  }
}

/** The same with the identifiers of many authorities: read back it is 2 kB. */
export function patientOfTwoKilobytes(mrn: string) {
  const one = patient(mrn)
  const more = Array.from({ length: 15 }, (_, i) => ({
    system: `https://authority-${i}.example/identifiers/people`,
    value: `${mrn}-${i}`,
  }))
  return { ...one, identifier: [...one.identifier, ...more] }
}
