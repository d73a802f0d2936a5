import type { Metric, Setting } from '../metric.ts'
import { serve, shoot, shootAt, type Server, type Shot } from './load.ts'
import { patient, patientOfTwoKilobytes, patientText } from './resources.ts'

const posted = { path: '/fhir/Patient', connections: 64, body: patientText }

/** HAPI FHIR JPA that runs at `HAPI_URL` (`http://127.0.0.1:8090`), its base being `/fhir`. */
const hapiUrl = process.env['HAPI_URL'] ?? ''
/** Its processes, those of its database with it: what they use is counted, with all that they start. */
const hapiProcesses = (process.env['HAPI_PIDS'] ?? '').split(',').filter(Boolean).map(Number)

/** HAPI knows whom the Patients name before it is asked for any. */
async function atHapi(work: () => Promise<Shot>) {
  const id = '0190a000-0000-7000-8000-000000000001'
  await fetch(`${hapiUrl}/fhir/Organization/${id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/fhir+json' },
    body: JSON.stringify({ resourceType: 'Organization', id, name: 'Harbor Hospital' }),
  })
  return shootAt(hapiUrl, hapiProcesses, await work())
}

/** By processor time, which the other programs of a machine do not change. */
const lessThanHapi = { against: 'HAPI', factor: 20, cost: 'cpuMicros' }

async function atCareloom(folder: string, work: (server: Server) => Promise<Shot>) {
  const server = await serve('careloom', folder)
  try {
    return await shoot(server, await work(server))
  } finally {
    await server.stop()
  }
}

async function atExpress(shot: Shot) {
  const server = await serve('express')
  return shoot(server, shot).finally(() => server.stop())
}

/** Each POST registers somebody new: claim, event, read models, audit event, then the answer. */
export const durablePost: Metric = {
  name: 'durable-post',
  number: 'P8',
  what: 'durable, audited POST of a Patient, authenticated, 64 connections; against Express without a store',
  unit: 'requests/s',
  systems: {
    careloom: ({ folder, seconds }) => atCareloom(folder, async () => ({ ...posted, seconds })),
    Express: ({ seconds }) => atExpress({ ...posted, seconds }),
    HAPI: ({ seconds }) => atHapi(async () => ({ ...posted, seconds })),
  },
  goals: [lessThanHapi],
  bounds: [
    { figure: 'cpuMicros', atMost: 250 },
    { figure: 'p50Ms', atMost: 10 },
    { figure: 'p99Ms', atMost: 40 },
  ],
}

async function created(url: string, token: string, body: object): Promise<string> {
  const response = await fetch(`${url}/fhir/Patient`, {
    method: 'POST',
    headers: {
      'content-type': 'application/fhir+json',
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  })
  const { id } = (await response.json()) as { id?: string }
  if (id === undefined) throw new Error(`POST Patient answered ${response.status}`)
  return id
}

const one = (id: string, seconds: number) => ({
  path: `/fhir/Patient/${id}`,
  connections: 32,
  seconds,
})

/** Each GET is decided by who asks for whom, and audited durably before its answer leaves. */
export const auditedGet: Metric = {
  name: 'audited-get',
  number: 'P9',
  what: 'authenticated and audited GET of one Patient of 2 kB, 32 connections; against Express',
  unit: 'requests/s',
  systems: {
    careloom: ({ folder, seconds }) =>
      atCareloom(folder, async ({ url, token }) =>
        one(await created(url, token, patientOfTwoKilobytes('read')), seconds),
      ),
    Express: ({ seconds }) => atExpress(one('1', seconds)),
    HAPI: ({ seconds }) =>
      atHapi(async () => one(await created(hapiUrl, '', patientOfTwoKilobytes('read')), seconds)),
  },
  goals: [{ against: 'Express', factor: 0.5 }, lessThanHapi],
  bounds: [{ figure: 'cpuMicros', atMost: 70 }],
}

const searched = 1_000

async function stocked(url: string, token: string): Promise<void> {
  for (let i = 0; i < searched; i += 50)
    await Promise.all(
      Array.from({ length: 50 }, (_, n) => created(url, token, patient(`search-${i + n}`))),
    )
}

const search = (seconds: number) => ({
  path: '/fhir/Patient?family=Okafor&_count=20',
  connections: 32,
  seconds,
})

/** Every hit is decided on and the search audited before the answer leaves. */
export const indexedSearch: Metric = {
  name: 'indexed-search',
  number: 'P10',
  what: 'FHIR search by family name among 1,000 Patients, a page of 20, 32 connections',
  unit: 'requests/s',
  systems: {
    async careloom({ folder, seconds }: Setting) {
      return atCareloom(folder, async ({ url, token }) => {
        await stocked(url, token)
        return search(seconds)
      })
    },
    HAPI: ({ seconds }) =>
      atHapi(async () => {
        await stocked(hapiUrl, '')
        return search(seconds)
      }),
  },
  goals: [{ against: 'HAPI', factor: 20 }, lessThanHapi],
}
