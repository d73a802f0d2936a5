import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded, type Options, type Running } from '@careloom/embedded'
import type { Logger } from '@careloom/telemetry'

export type Product = Running & { readonly dataDir: string; readonly lines: readonly string[] }

/** The whole product on a free loopback port and a data folder of its own, which goes when it closes. */
export async function startProduct(options: Partial<Options> = {}): Promise<Product> {
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
    ...options,
    dataDir,
  })
  return {
    ...running,
    dataDir,
    lines,
    async close() {
      await running.close()
      rmSync(around, { recursive: true, force: true })
    },
  }
}
