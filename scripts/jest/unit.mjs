import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import child from 'node:child_process'
import workers from 'node:worker_threads'
import sqlite from 'node:sqlite'

// A unit test needs nothing but the code: what would write a file, open a socket or start a process says so.
const refuse = (what) =>
  function refused() {
    throw new Error(`A unit test ${what}: name the file *.int.spec.ts`)
  }
for (const name of ['mkdtempSync', 'writeFileSync', 'createWriteStream'])
  fs[name] = refuse('writes no files')
for (const name of ['spawn', 'spawnSync', 'fork', 'exec', 'execSync', 'execFile', 'execFileSync'])
  child[name] = refuse('starts no process')
net.Server.prototype.listen = refuse('opens no socket')
net.Socket.prototype.connect = refuse('opens no socket')
workers.Worker = refuse('starts no thread')
sqlite.DatabaseSync = refuse('opens no database')
syncBuiltinESMExports()
