import type { KeyObject } from 'node:crypto'
import { chainOf, checksumOf, countOf, frameOfRow, genesis, type Row } from './record.ts'

export type Finding = { readonly position: number; readonly what: string }
export type Verification = {
  readonly records: number
  readonly head: number
  readonly findings: readonly Finding[]
}

/** What a log is held against. */
export type Evidence = {
  /** Proves the chain. Without it, only damage is found: whoever changes a log can make its checksums fit. */
  readonly chainKey?: KeyObject | undefined
  /** Checkpoints of read models and reactions, which never run ahead of a log. */
  readonly readUpTo?: Readonly<Record<string, number>>
  /** Heads that were told to a witness outside: the chain at a position, in hexadecimal. */
  readonly witnessed?: readonly { readonly position: number; readonly chain: string }[]
}

/** Walks a log from its first record, holding each against its checksum, its place, the chain and the evidence. */
export class LogWalk {
  private readonly evidence: Evidence
  /** Of one position several witnesses may have been told. */
  private readonly witnessed: ReadonlyMap<number, readonly { readonly chain: string }[]>
  /** What the next record must be linked to, where that is known. */
  private chain: Uint8Array | undefined = genesis
  private walked = 0
  /** First event of the last record: what does not fit to the one after it may be either. */
  private first = 1

  constructor(evidence: Evidence) {
    this.evidence = evidence
    this.witnessed = Map.groupBy(evidence.witnessed ?? [], ({ position }) => position)
  }

  /** Position of the last record that is as it should be. */
  get position(): number {
    return this.walked
  }

  /** What is wrong with the next record. */
  judge(row: Row): Finding | undefined {
    const [position, link, data, checksum] = [row[0], row[8], row[9], row[10]]
    const at = this.walked + 1
    const first = position - countOf(row[3]) + 1
    if (first !== at)
      return { position: at, what: `the record is missing (the next one is ${first})` }
    const frame = frameOfRow(row)
    if (!(data instanceof Uint8Array) || checksumOf(frame, data) !== checksum)
      return { position: at, what: 'the record does not match its checksum' }
    if (this.chain !== undefined && !Buffer.from(link).equals(this.chain))
      return { position: this.first, what: 'the record does not match the chain' }
    const { chainKey } = this.evidence
    this.chain = chainKey === undefined ? undefined : chainOf(chainKey, frame, data)
    this.walked = position
    this.first = first
    return this.judgeWitnessed()
  }

  /** What is wrong with a log that ends here. `head` is what was noted of its end, where that is noted. */
  judgeEnd(head?: { readonly position: number; readonly chain: Uint8Array }): Finding | undefined {
    const position = this.walked
    if (head !== undefined && head.position > position)
      return cut(position, `the head says ${head.position}`)
    if (head !== undefined && head.position < position)
      return { position, what: `the head says ${head.position}` }
    if (head && this.chain !== undefined && !Buffer.from(head.chain).equals(this.chain))
      return { position: this.first, what: 'the last record does not match the head' }
    const told = Math.max(0, ...this.witnessed.keys())
    if (told > position) return cut(position, `the witness was told of ${told}`)
    const ahead = Object.entries(this.evidence.readUpTo ?? {}).find(([, at]) => at > position)
    return ahead && cut(position, `${ahead[0]} has read up to ${ahead[1]}`)
  }

  private judgeWitnessed(): Finding | undefined {
    const told = this.witnessed.get(this.walked)
    if (told === undefined || this.chain === undefined) return undefined
    const walked = Buffer.from(this.chain).toString('hex')
    return told.every(({ chain }) => chain === walked)
      ? undefined
      : { position: this.first, what: 'the record is not the one that the witness was told of' }
  }
}

function cut(after: number, because: string): Finding {
  return { position: after + 1, what: `the tail is cut (${because})` }
}
