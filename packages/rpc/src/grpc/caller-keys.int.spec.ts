import assert from 'node:assert/strict'
import { generateKeyPairSync, sign, verify } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, it } from '@jest/globals'
import { callerKeysIn } from './caller-keys.ts'

const folder = mkdtempSync(join(tmpdir(), 'careloom-callers-'))
afterAll(() => rmSync(folder, { recursive: true }))
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
writeFileSync(join(folder, 'loom.key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
writeFileSync(join(folder, 'loom.pub.pem'), publicKey.export({ type: 'spki', format: 'pem' }))
writeFileSync(join(folder, 'warp.pub.pem'), rsa.publicKey.export({ type: 'spki', format: 'pem' }))
writeFileSync(join(folder, 'weft.key.pem'), 'sentinel-134013')

describe('the keys of callers', () => {
  it('are read from a folder: the own one, and those of whom it knows', () => {
    const { own, keyOf } = callerKeysIn(folder, 'loom')
    const known = keyOf('loom') ?? assert.fail('not known')
    assert.ok(verify(null, Buffer.from('x'), known, sign(null, Buffer.from('x'), own())))
  })
  it('are not there for whom it does not know, whatever they call themselves', () => {
    const { keyOf } = callerKeysIn(join(folder, '.'), 'loom')
    for (const name of ['spindle', '../loom', '', 'LOOM'])
      assert.equal(keyOf(name), undefined, name)
  })
  it('are refused with the file that is missing or holds another thing', () => {
    assert.throws(callerKeysIn(folder, 'spindle').own, /spindle\.key\.pem is missing/)
    assert.throws(
      callerKeysIn(folder, 'weft').own,
      /weft\.key\.pem must hold an Ed25519 key \(PEM\)$/,
    )
    assert.throws(() => callerKeysIn(folder, 'loom').keyOf('warp'), /warp\.pub\.pem must hold/)
  })
})
