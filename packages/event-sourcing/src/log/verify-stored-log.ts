import { RecordDamaged } from '../failure.ts'
import type { LogDriver, LogEnd } from './log-driver.ts'
import { LogWalk, type Evidence, type Finding, type Verification } from './log-walk.ts'

const pageSize = 500

/**
 * Reads a whole log, whatever stores it, and proves it: every record against its checksum, the chain and the evidence; all that was
 * there at the call, while others write on. Stops at the first break, because nothing after it can be judged.
 * @throws StoreUnavailable
 */
export async function verifyStoredLog(
  driver: LogDriver,
  evidence: Evidence = {},
): Promise<Verification> {
  const walk = new LogWalk(evidence)
  const finding = await findingIn(driver, walk).catch((error: unknown): Finding => {
    if (!(error instanceof RecordDamaged)) throw error
    return { position: error.position, what: error.message }
  })
  const { position } = walk
  return { records: position, head: position, findings: finding === undefined ? [] : [finding] }
}

async function findingIn(driver: LogDriver, walk: LogWalk): Promise<Finding | undefined> {
  const end = await driver.end()
  return (await walkThrough(driver, walk)) ?? missing(walk, end) ?? walk.judgeEnd(end.head)
}

async function walkThrough(driver: LogDriver, walk: LogWalk): Promise<Finding | undefined> {
  for (;;) {
    const rows = await driver.tail(walk.position, pageSize)
    if (rows.length === 0) return undefined
    for (const row of rows) {
      const finding = walk.judge(row)
      if (finding !== undefined) return finding
    }
  }
}

/** A driver shows nothing beyond a record that is missing. */
function missing({ position }: LogWalk, { last }: LogEnd): Finding | undefined {
  if (last === undefined || last[0] <= position) return undefined
  return {
    position: position + 1,
    what: `the record is missing (the log goes on up to ${last[0]})`,
  }
}
