import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  instantOf,
  type AnyEvent,
  type EventSchema,
  type NewId,
  type Witness,
} from '@careloom/event-sourcing'
import { ErasureLedger } from '@careloom/event-sourcing/keys'
import {
  openSqliteEventStore,
  SharedFile,
  sqliteDoors,
  sqliteLeases,
  SqliteKeyring,
  SqliteReactionStore,
  sqliteShared,
  uuidv7,
  Writer,
  type SqliteEventStore,
} from '@careloom/event-sourcing/sqlite'
import { EmbeddedBus, type RunReaction } from '@careloom/messaging'
import type { Callers } from '@careloom/rpc'
import { InProcessCalls } from '../calls/in-process-calls.ts'
import type { Engines } from '../engines.ts'
import { hashedBy } from '../hashed-by.ts'
import { measuredLeases } from '../measured.ts'
import type { HostTold } from '../running-host.ts'
import { refuseMissingKeys, secretsIn, watchKeys } from '../secrets.ts'
import { witnessOf } from '../witness-of.ts'
import { Witnessing } from '../witnessing.ts'

/** Where an embedded host keeps what. */
export type EmbeddedPlaces = {
  readonly dataDir: string
  /** Where the secrets are that must not lie with the data; beside it (`<data>.secrets`) unless said otherwise. */
  readonly secretsDir?: string
  /** Remembers the heads of the logs; `witness.jsonl` beside the secrets unless said otherwise. */
  readonly witnessFile?: string
  /** Remembers who was erased; `erasures.jsonl` beside the secrets unless said otherwise. */
  readonly ledgerFile?: string
  /** A syslog server that is told the heads as well. */
  readonly syslog?: { readonly host: string; readonly port: number }
  /** What replicas agree on; `shared.sqlite` in the data folder unless said otherwise. */
  readonly sharedFile?: string
  /** Who may call whom, and for whom: what `as` holds callers to. */
  readonly callers?: Callers
}

/** Everything on SQLite files under one folder, in one process that writes them. */
export class EmbeddedEngines implements Engines {
  readonly keyring: SqliteKeyring
  readonly reactions: SqliteReactionStore
  readonly leases: Engines['leases']
  readonly doors: Engines['doors']
  readonly shared: Engines['shared']
  readonly hashed: Engines['hashed']
  readonly calls: InProcessCalls
  readonly viewsDir: string
  private readonly places: EmbeddedPlaces
  private readonly told: HostTold
  private readonly keyFile: string
  private readonly secretsDir: string
  private readonly stopWatching: () => void
  private readonly writer: Writer
  private readonly witnessing: Witnessing
  private readonly sharedFile: SharedFile
  private readonly newId: NewId
  private erasedAgain: Promise<void> | undefined

  constructor(places: EmbeddedPlaces, told: HostTold) {
    this.places = places
    this.told = told
    this.newId = uuidv7(told.nowMs)
    const { dataDir } = places
    const { onError, nowMs, tracing, metrics } = told
    const secretsDir = (this.secretsDir = places.secretsDir ?? `${dataDir}.secrets`)
    this.viewsDir = join(dataDir, 'views')
    mkdirSync(join(dataDir, 'logs'), { recursive: true })
    const keyFile = (this.keyFile = join(dataDir, 'keys.sqlite'))
    const { keks, chainKey, claimsKey } = secretsIn(secretsDir)
    this.hashed = hashedBy(claimsKey)
    this.writer = new Writer(keyFile, { keks, chainKey })
    this.witnessing = new Witnessing(this.witness(), (error) => onError('witness', error))
    const ledgerFile = places.ledgerFile ?? join(secretsDir, 'erasures.jsonl')
    const ledger = new ErasureLedger(ledgerFile, this.now)
    this.keyring = new SqliteKeyring(keyFile, keks, this.writer, { ledger })
    let current = keks
    this.stopWatching = watchKeys(secretsDir, keks, (changed) => {
      current = changed
      this.keyring.wrapBy(changed)
    })
    this.sharedFile = new SharedFile(places.sharedFile ?? join(dataDir, 'shared.sqlite'))
    this.leases = measuredLeases(sqliteLeases(this.sharedFile), metrics)
    this.doors = sqliteDoors(this.sharedFile)
    this.shared = sqliteShared(this.sharedFile, { keks: () => current, nowMs })
    this.reactions = new SqliteReactionStore(join(dataDir, 'reactions.sqlite'))
    const { callers = {} } = places
    this.calls = new InProcessCalls({ callers, nowMs, tracing, metrics, onError })
  }

  async openLog(
    service: string,
    schema: EventSchema,
    { isVital }: { readonly isVital: boolean },
  ): Promise<SqliteEventStore<AnyEvent>> {
    // Nobody who was erased is read before their key is gone again.
    await (this.erasedAgain ??= this.eraseAgain())
    const log = await openSqliteEventStore<AnyEvent>({
      name: service,
      file: this.logFile(service),
      writer: this.writer,
      keyring: this.keyring,
      schema,
      clock: this.now,
      newId: this.newId,
      isVital,
    })
    await this.witnessing.follow(log)
    return log
  }

  openBus(run: RunReaction): EmbeddedBus {
    return new EmbeddedBus(this.reactions, run)
  }

  isReadOnly(): boolean {
    return this.writer.readOnly !== undefined
  }

  onRoom(tell: (isFull: boolean) => void): void {
    this.writer.onRoom(tell)
  }

  async endWriting(): Promise<void> {
    this.stopWatching()
    await this.writer.close()
    await this.witnessing.close()
  }

  async close(): Promise<void> {
    this.keyring.close()
    this.reactions.close()
    this.sharedFile.close()
  }

  logFile(service: string): string {
    return join(this.places.dataDir, 'logs', `${service}.sqlite`)
  }

  private readonly now = () => instantOf(this.told.nowMs())

  private witness(): Witness {
    const { witnessFile = join(this.secretsDir, 'witness.jsonl'), syslog } = this.places
    return witnessOf({ witnessFile, syslog }, this.now)
  }

  private async eraseAgain(): Promise<void> {
    refuseMissingKeys(this.keyFile, this.secretsDir)
    const back = await this.keyring.eraseAgain()
    if (back === 0) return
    const what = `${back} keys that had been destroyed were back; destroyed again`
    this.told.onError('keys', new Error(what))
  }
}
