import type { Metric, Setting } from '../metric.ts'
import { serve, shoot } from './load.ts'
import { patientOfTwoKilobytes, patientText } from './resources.ts'

const posted = { path: '/fhir/Patient', connections: 128, body: patientText }

/** Each POST registers somebody new: claim, event, confirmation, read model, audit event, then the answer. */
export const durablePost: Metric = {
  name: 'durable-post',
  number: 'P8',
  what: 'durable POST of a Patient, authenticated, 128 connections; against Express without a store',
  unit: 'requests/s',
  systems: {
    async careloom({ folder, seconds }) {
      const server = await serve('careloom', folder)
      return shoot(server, { ...posted, seconds }).finally(() => server.stop())
    },
    async Express({ seconds }) {
      const server = await serve('express')
      return shoot(server, { ...posted, seconds }).finally(() => server.stop())
    },
  },
  goals: [{ against: 'Express', factor: 0.5 }],
}

/** Each GET is decided by who asks for whom, and audited durably before its answer leaves. */
export const auditedGet: Metric = {
  name: 'audited-get',
  number: 'P9',
  what: 'authenticated and audited GET of one Patient of 2 kB, 32 connections; against Express',
  unit: 'requests/s',
  systems: {
    careloom: ({ folder, seconds }: Setting) => reading(folder, seconds),
    async Express({ seconds }) {
      const server = await serve('express')
      return shoot(server, { path: '/fhir/Patient/1', connections: 32, seconds }).finally(() =>
        server.stop(),
      )
    },
  },
  goals: [{ against: 'Express', factor: 0.6 }],
}

async function reading(folder: string, seconds: number) {
  const server = await serve('careloom', folder)
  try {
    const made = await fetch(`${server.url}/fhir/Patient`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/fhir+json' },
      body: JSON.stringify(patientOfTwoKilobytes('read')),
    })
    const text = await made.text()
    const { id } = JSON.parse(text) as { id: string }
    const figure = await shoot(server, { path: `/fhir/Patient/${id}`, connections: 32, seconds })
    return { ...figure, bytes: Buffer.byteLength(text) }
  } finally {
    await server.stop()
  }
}
