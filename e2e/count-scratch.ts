import { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
const counts = new Map<string, number>(); const times = new Map<string, number>()
let on = false
const bump = (k: string, ms: number) => { if (!on) return; counts.set(k, (counts.get(k) ?? 0) + 1); times.set(k, (times.get(k) ?? 0) + ms) }
const { prepare, exec } = DatabaseSync.prototype
DatabaseSync.prototype.exec = function (sql: string) { const t = performance.now(); exec.call(this, sql); bump('exec ' + sql.slice(0, 20), performance.now() - t) }
DatabaseSync.prototype.prepare = function (sql: string) { const s = prepare.call(this, sql); const k = sql.replace(/\s+/g, ' ').slice(0, 90); for (const m of ['get', 'all', 'run'] as const) { const f = s[m]; (s as any)[m] = function (...a: any[]) { const t = performance.now(); const r = (f as any).apply(s, a); bump(m + ' ' + k, performance.now() - t); return r } } return s }
const post = Worker.prototype.postMessage
Worker.prototype.postMessage = function (...a: any[]) { const t = performance.now(); (post as any).apply(this, a); bump('post ' + a[0]?.kind, performance.now() - t) }
const { startProduct, clientToken } = await import('@careloom/e2e')
const autocannon = (await import('../bench/node_modules/autocannon/autocannon.js')).default as any
const { patientText } = await import('../bench/src/http/resources.ts')
const p = await startProduct({ rateLimit: 1e9 })
const token = await clientToken(p.url)
const run = (amount: number) => autocannon({ url: p.url + '/fhir/Patient', connections: 128, amount, method: 'POST', body: patientText, idReplacement: true, headers: { authorization: 'Bearer ' + token, 'content-type': 'application/fhir+json' } })
await run(1000); on = true
const c = process.cpuUsage(); const t = performance.now()
const r = await run(4000); on = false
const u = process.cpuUsage(c)
console.log('rps', 4000 / (performance.now() - t) * 1000, 'cpu us (with load generator)', (u.user + u.system) / 4000, r['2xx'], r.non2xx)
for (const [k, ms] of [...times].sort((a, b) => b[1] - a[1]).slice(0, 30)) console.log((ms * 1000 / 4000).toFixed(1).padStart(7), 'us/req', (counts.get(k)! / 4000).toFixed(2).padStart(6), 'per req', k)
await p.close(); process.exit(0)
