import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request, type IncomingHttpHeaders } from 'node:http'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { clientToken, session, startProduct, type Product } from '@careloom/e2e'
import { pages } from '@careloom/web-api'

type Answer = { status: number; headers: IncomingHttpHeaders; body: Buffer }

describe('the addresses of the product', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct()
  })
  afterAll(() => product.close())

  /** As sent: `fetch` would unpack it. */
  function get(
    path: string,
    headers: Record<string, string> = {},
    method = 'GET',
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = request(`${product.url}${path}`, { method, headers }, (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(parts),
          }),
        )
      })
      sent.on('error', reject).end()
    })
  }

  const browsing = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

  for (const path of Object.keys(pages).map((each) =>
    each.replace(/:\w+/, '0190a000-0000-7000-8000-000000000001'),
  ))
    it(`shows the app at ${path}`, async () => {
      const { status, headers, body } = await get(path, browsing)
      assert.equal(status, 200)
      assert.match(headers['content-type'] ?? '', /^text\/html/)
      assert.match(body.toString(), /<div id="root">/)
    })

  const noPages = [
    '/cds-services',
    '/cds-services/careloom',
    '/.well-known/openid-configuration',
    '/.well-known/smart-configuration',
    '/api',
    '/api/nothing',
    '/api/v2/me',
    '/livez',
    '/metrics',
    '/Patient',
    '/Patient/1',
    '/fhir-r4/Patient',
    '/smart',
    '/smart/nothing',
    '/assets/nothing.js',
    '/index.html',
    '/.vite/manifest.json',
    '/favicon.ico',
    '/nowhere',
  ]
  for (const path of noPages)
    it(`says that nothing is at ${path}, in a problem document`, async () => {
      const { status, headers, body } = await get(path)
      assert.equal(status, 404)
      assert.match(headers['content-type'] ?? '', /^application\/problem\+json/)
      assert.equal((JSON.parse(body.toString()) as { status: number }).status, 404)
    })

  it('says that nothing is under /fhir in an OperationOutcome', async () => {
    const authorization = `Bearer ${await clientToken(product.url)}`
    for (const path of ['/fhir/Nothing', '/fhir/Nothing/1', '/fhir/.well-known/nothing']) {
      const { status, headers, body } = await get(path, { authorization })
      assert.equal(status, 404, path)
      assert.match(headers['content-type'] ?? '', /^application\/fhir\+json/)
      assert.match(body.toString(), /"OperationOutcome"/)
    }
  })

  it('shows whoever browses to nowhere the app, which says so, and answers 404 all the same', async () => {
    const { status, headers } = await get('/nowhere', browsing)
    assert.equal(status, 404)
    assert.match(headers['content-type'] ?? '', /^text\/html/)
  })

  it('lets a page be read only', async () => {
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const { status, headers } = await get('/person', browsing, method)
      assert.equal(status, 405)
      assert.equal(headers['allow'], 'GET, HEAD')
      assert.match(headers['content-type'] ?? '', /^application\/problem\+json/)
    }
  })

  it('sends whoever comes by another name of this machine to its own', async () => {
    const host = product.url.replace('http://localhost', '127.0.0.1')
    const { status, headers } = await get('/peer/people?note=true', { ...browsing, host })
    assert.equal(status, 307)
    assert.equal(headers['location'], `${product.url}/peer/people?note=true`)
    assert.equal((await get('/peer', { ...browsing, host: 'careloom.example' })).status, 200)
  })

  it('names the files of the desk and its first reads in the page', async () => {
    const page = (
      await get('/peer/people/0190a000-0000-7000-8000-000000000001', browsing)
    ).body.toString()
    assert.match(page, /<link rel="modulepreload" crossorigin href="\/assets\/peer-[\w-]+\.js">/)
    assert.match(
      page,
      /name="first-reads" content="\/api\/me \/api\/peer\/people\/0190a000-0000-7000-8000-000000000001"/,
    )
    assert.doesNotMatch(page, /\/assets\/person-/)
    const odd = (await get('/peer/people/%22%3E%3Cscript%3E', browsing)).body.toString()
    assert.doesNotMatch(odd, /"><script>/)
  })

  it('compresses what is worth it: pages, assets, the web API, and of FHIR what is large', async () => {
    const { token } = await session(product.url, 'coordinator')
    const fhir = await clientToken(product.url)
    const page = (await get('/', browsing)).body.toString()
    const script = /src="(\/assets\/index-[^"]+\.js)"/.exec(page)?.[1] ?? assert.fail(page)
    const style = /href="(\/assets\/start-[^"]+\.css)"/.exec(page)?.[1] ?? assert.fail(page)
    const asked: readonly (readonly [string, Record<string, string>])[] = [
      ['/', browsing],
      [script, {}],
      [style, {}],
      ['/fhir/metadata', {}],
      ['/fhir/Practitioner', { authorization: `Bearer ${fhir}` }],
      ['/api/openapi.json', {}],
      ['/api/coordinator/queue', { authorization: `Bearer ${token}` }],
    ]
    for (const [path, headers] of asked) {
      const plain = await get(path, headers)
      assert.equal(plain.headers['content-encoding'], undefined, path)
      const isWorthIt = plain.body.length >= (path.startsWith('/fhir/') ? 8_192 : 1_024)
      for (const [encoding, unpack] of [
        ['gzip', gunzipSync],
        ['br', brotliDecompressSync],
      ] as const) {
        const packed = await get(path, { ...headers, 'accept-encoding': encoding })
        assert.equal(packed.headers['content-encoding'], isWorthIt ? encoding : undefined, path)
        if (!isWorthIt) continue
        assert.match(packed.headers['vary'] ?? '', /accept-encoding/i, path)
        assert.ok(packed.body.length < plain.body.length / 1.5, path)
        if (path !== '/') assert.ok(unpack(packed.body).equals(plain.body), path)
      }
    }
  })

  it('survives that its files are taken away while it runs', async () => {
    const webDir = mkdtempSync(join(tmpdir(), 'careloom-web-'))
    mkdirSync(join(webDir, 'assets'))
    for (const end of ['', '.br', '.gz']) writeFileSync(join(webDir, `assets/a.js${end}`), 'a')
    const other = await startProduct({ webDir })
    try {
      rmSync(webDir, { recursive: true })
      const ask = () => fetch(`${other.url}/assets/a.js`, { headers: { 'accept-encoding': 'br' } })
      assert.equal((await ask()).status, 404)
      assert.equal((await fetch(`${other.url}/healthz`)).status, 200)
    } finally {
      await other.close()
    }
  })

  it('streams events uncompressed, each as it comes', async () => {
    const { token } = await session(product.url, 'coordinator')
    const answer = await fetch(`${product.url}/api/events`, {
      headers: { authorization: `Bearer ${token}`, 'accept-encoding': 'br, gzip' },
    })
    assert.equal(answer.headers.get('content-encoding'), null)
    const reader = answer.body?.getReader()
    const first = await reader?.read()
    assert.match(new TextDecoder().decode(first?.value), /connected/)
    await reader?.cancel()
  })
})
