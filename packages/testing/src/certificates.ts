// What the library is built of asks for it.
import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const dayMs = 86_400_000

/** Who signs the certificates of a house. */
export type Authority = {
  /**
   * Writes what a process of this name needs into a folder that it makes: `tls.crt`, `tls.key`, `ca.crt`. What is there is
   * exchanged.
   */
  issue(folder: string, name: string): Promise<void>
}

export async function authority(name: string): Promise<Authority> {
  const keys = await newKeys()
  const own = await X509CertificateGenerator.createSelfSigned({
    ...lasting(),
    name: `CN=${name}`,
    keys,
    signingAlgorithm: algorithm,
    extensions: [new BasicConstraintsExtension(true, 0, true)],
  })
  return {
    async issue(folder, of) {
      const mine = await newKeys()
      const certificate = await X509CertificateGenerator.create({
        ...lasting(),
        subject: `CN=${of}`,
        issuer: own.subject,
        publicKey: mine.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: algorithm,
        extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: of }])],
      })
      const key = await webcrypto.subtle.exportKey('pkcs8', mine.privateKey as webcrypto.CryptoKey)
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      writeFileSync(join(folder, 'tls.crt'), certificate.toString('pem'))
      writeFileSync(join(folder, 'tls.key'), PemConverter.encode(key, 'PRIVATE KEY'))
      writeFileSync(join(folder, 'ca.crt'), own.toString('pem'))
    },
  }
}

// The library's keys are those of browsers, which know fewer uses of a key than Node does.
const newKeys = async () =>
  (await webcrypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ])) as unknown as CryptoKeyPair
const lasting = () => ({
  notBefore: new Date(Date.now() - dayMs),
  notAfter: new Date(Date.now() + dayMs),
})
