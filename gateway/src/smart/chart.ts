import { Client } from 'fhir-kit-client'
import { reached } from '@careloom/config'
import type { Launch } from '../auth/authenticate.ts'
import { HttpProblem } from '../http/problem.ts'
import { readPatient, whyNoReferral } from './chart-patient.ts'
import type { EhrConnection } from './connection.ts'
import type { TokenAnswer } from './token.ts'

/** What of the chart's patient a referral needs, read with the token of the launch. */
export async function patientOf(token: TokenAnswer, connection: EhrConnection): Promise<Launch> {
  const baseUrl = reached(connection, connection.fhirBase)
  const client = new Client({ baseUrl, bearerToken: token.access_token })
  const patient: unknown = await client
    .read({ resourceType: 'Patient', id: token.patient })
    .catch(() => {
      throw new HttpProblem(503, 'ehr-unreachable', {
        detail: 'The EHR does not show the patient of the chart. Try again.',
      })
    })
  const unusable = whyNoReferral(patient)
  if (unusable !== undefined) throw new HttpProblem(422, 'chart-not-in-use', { detail: unusable })
  return {
    ...readPatient(patient),
    connectionId: connection.connectionId,
    organizationId: connection.organizationId,
    ehrName: connection.name,
    fhirId: token.patient,
    needPatientBanner: token.need_patient_banner === true,
  }
}
