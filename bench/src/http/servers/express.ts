// The reference: Express 5 as bare as its guide shows it, parsing and answering JSON, nothing behind it.
import express from 'express'
import { patientOfTwoKilobytes } from '../resources.ts'
import { ready } from './ready.ts'

const app = express()
app.disable('x-powered-by')
app.set('etag', false)
app.use(express.json({ limit: '64kb', type: () => true }))
const resource = { id: '1', ...patientOfTwoKilobytes('1') }
app.get('/fhir/Patient/:id', (_request, response) => void response.json(resource))
app.get('/healthz', (_request, response) => void response.json({ status: 'alive' }))
app.post('/fhir/Patient', (request, response) => {
  const body: unknown = request.body
  response.status(201).json(body)
})
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address()
  ready({
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    token: '',
  })
})
