import { mkdtempSync, rmSync } from 'node:fs'
import { fold } from '/work/main/packages/event-sourcing/src/index.ts'
const { openCareloom, because } = await import('/work/main/bench/src/systems/careloom.ts')
const { openRaw, openRawWorker } = await import('/work/main/bench/src/systems/limit.ts')
const { runClients, runSync } = await import('/work/main/bench/src/clients.ts')
const { sampleAt, envelope } = await import('/work/main/bench/src/events.ts')
const what = process.argv[2], C = Number(process.argv[3] ?? 1)
const dir = mkdtempSync('/tmp/bb-')
const text = (i:number)=>JSON.stringify({...envelope, data: sampleAt(i).data})
const texts = Array.from({length:500},(_, i)=>text(i))
if (what==='append') { const c = await openCareloom(dir); console.log('careloom', await runClients(C, 1.5, (cl,n)=>c.store.append(`referral-${cl}-${Math.floor(n/20)}`, n%20, [sampleAt(n)], because(cl)))); await c.close() }
if (what==='worker') { const c = openRawWorker(dir); console.log('rawworker', await runClients(C, 1.5, (cl,n)=>c.append({stream:`referral-${cl}-${Math.floor(n/20)}`, version: n%20+1, text: texts[n%500]}))); await c.close() }
if (what==='raw') { const c = openRaw(dir); console.log('raw', runSync(1.5, (n)=>c.append([{stream:`referral-${Math.floor(n/20)}`, version: n%20+1, text: texts[n%500]}]))); }
if (what==='read') { const c = await openCareloom(dir); for (let s=0;s<500;s++) await c.store.append(`r-${s}`,0,Array.from({length:20},(_, i)=>sampleAt(i)),because(s)); 
  console.log('read', await runClients(1, 1.5, async (cl,n)=>{ const h = await c.store.read(`r-${(n*7)%Number(process.argv[4]??500)}`); let x=0; for (const e of h) x+=e.data.score; })); await c.close() 
  const r = openRaw(dir); for (let s=0;s<500;s++) r.append(Array.from({length:20},(_, i)=>({stream:`r-${s}`,version:i+1,text:texts[i]}))); console.log('raw', runSync(1.5,(n)=>{let x=0; for (const [t] of r.read(`r-${(n*7)%Number(process.argv[4]??500)}`)) x+=JSON.parse(t).data.score }))}
rmSync(dir,{recursive:true}); process.exit(0)
