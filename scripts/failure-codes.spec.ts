import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { failureStatus } from '../packages/web-api/src/problem-codes.ts'

// Every failure has a code. What a door answers to each is declared (`failureStatus`); what it never meets is declared here.
const inside: Readonly<Record<string, string>> = {
  CL_BROKER_UNAVAILABLE: 'a relay waits for its broker',
  CL_CALLER_REFUSED: 'is told to the log of whoever was asked',
  CL_FILE_FORMAT: 'a start is refused',
  CL_HOSPITAL_AWAY: 'a delivery waits for a hospital',
  CL_LOG_FORMAT: 'a start is refused',
  CL_LOG_NOT_AS_WITNESSED: 'a start is refused',
  CL_MESSAGE_DAMAGED: 'is passed over by whoever follows a topic',
  CL_MESSAGE_NOT_PROVEN: 'is passed over by whoever follows a topic',
  CL_PROCESS_NOT_RECORDED: 'a reaction is tried again',
  CL_SECRETS_MISSING: 'a start is refused',
  CL_SECRET_DAMAGED: 'a start is refused',
  CL_STORE_NOT_MIGRATED: 'a start is refused',
  CL_STORE_OPTIONS: 'a start is refused',
  CL_STREAM_ERASED: 'is answered as what is not there (`StreamErased`)',
  CL_WRONG_TOPICS: 'a start is refused',
}

const root = join(import.meta.dirname, '..')
const sources = globSync(['{packages,services}/*/src/**/*.ts', '{gateway,embedded}/src/**/*.ts'], {
  cwd: root,
})
  .filter(
    (file) => !/\.(spec|contract|child)\.ts$|\/testing\/|web-api\/src\/problem-codes/.test(file),
  )
  .map((file) => readFileSync(join(root, file), 'utf8'))
const said = new Set(sources.flatMap((text) => text.match(/(?<=')CL_[A-Z_]+(?=')/g) ?? []))

describe('the codes of failures', () => {
  it('have each an answer at the door, or a reason why none is needed', () => {
    const declared = new Set([...Object.keys(failureStatus), ...Object.keys(inside)])
    assert.deepEqual([...said].filter((code) => !declared.has(code)).sort(), [])
  })
  it('are declared once, and said by somebody', () => {
    assert.deepEqual(
      Object.keys(inside).filter((code) => Object.hasOwn(failureStatus, code)),
      [],
    )
    const all = [...Object.keys(failureStatus), ...Object.keys(inside)]
    assert.deepEqual(
      all.filter((code) => !said.has(code)),
      [],
    )
  })
})
