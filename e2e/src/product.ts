import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded, type Options, type Running } from '@careloom/embedded'
import { openHospital } from '@careloom/sandbox'
import type { Logger } from '@careloom/telemetry'

export type Product = Running & {
  readonly hospitalUrl: string
  readonly dataDir: string
  readonly lines: readonly string[]
}

/**
 * The whole product on free loopback ports and a data folder of its own, which goes when it closes. The hospital is in this
 * process, because that starts sooner, unless `openHospital` says otherwise.
 * @param provoked whether calls are meant to be refused because of who makes them; otherwise its end fails when one was
 */
export async function startProduct(
  options: Partial<Options> = {},
  { provoked = false } = {},
): Promise<Product> {
  const around = mkdtempSync(join(tmpdir(), 'careloom-e2e-'))
  const dataDir = options.dataDir ?? join(around, 'data')
  const lines: string[] = []
  const log: Logger = (level, message, fields) =>
    void lines.push(JSON.stringify({ level, message, ...fields }))
  const webDir = join(import.meta.dirname, '../../web/dist')
  const running = await startEmbedded({
    port: 0,
    samplePeople: true,
    webDir,
    log,
    rateLimit: 1_000_000,
    openHospital,
    ...options,
    dataDir,
  })
  return {
    ...running,
    hospitalUrl: running.hospitalUrl ?? '',
    dataDir,
    lines,
    async close() {
      await running.close()
      rmSync(around, { recursive: true, force: true })
      const refusals = running.host.refusals()
      if (!provoked && refusals.length > 0)
        throw new Error(`The product refused its own callers: ${JSON.stringify(refusals)}`)
    },
  }
}
