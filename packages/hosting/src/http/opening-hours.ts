import type { RequestListener, Server, ServerResponse } from 'node:http'

const retryAfterSeconds = 2
const detail = 'Careloom is starting. Ask again in a moment; nothing was done.'

/**
 * Answers whatever arrives before the server is ready, so that nobody waits for an answer that never comes.
 * @returns Hands the server over to what answers from now on
 */
export function untilReady(server: Server): (ready: RequestListener) => void {
  const starting: RequestListener = ({ url }, response) => {
    if (url === '/healthz') return send(response, 200, 'application/json', { status: 'starting' })
    if (url?.startsWith('/fhir')) return send(response, 503, 'application/fhir+json', outcome)
    send(response, 503, 'application/problem+json', problem)
  }
  server.on('request', starting)
  return (ready) => {
    server.removeListener('request', starting)
    server.on('request', ready)
  }
}

/** FHIR R4 issue-type `transient`: it may be asked again. */
const outcome = {
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'transient', diagnostics: detail }],
}
/** RFC 9457. */
const problem = {
  type: 'about:blank',
  title: 'Not available now',
  status: 503,
  code: 'starting',
  detail,
}

function send(response: ServerResponse, status: number, type: string, body: object): void {
  if (status === 503) response.setHeader('retry-after', String(retryAfterSeconds))
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}
