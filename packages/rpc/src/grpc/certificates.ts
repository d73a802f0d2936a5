import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { experimental, type ChannelCredentials, type ServerCredentials } from '@grpc/grpc-js'

/** Mutual TLS: how a process proves at its port, and where it calls, that it is of the house. */
export type Certificates = {
  readonly server: ServerCredentials
  readonly client: ChannelCredentials
}

type Found = { readonly certificate: Buffer; readonly privateKey: Buffer; readonly ca: Buffer }

export type Looking = {
  /** Told of what was exchanged and cannot be used. */
  readonly onError: (error: unknown) => void
  readonly everyMs?: number
}

/**
 * The certificates of a folder, by the names that Kubernetes gives them: `tls.crt` and `tls.key` of this process, `ca.crt` of who signs
 * those of the house. What is exchanged there is taken within a minute; what cannot be used is told, and what there was stays.
 * @throws TypeError naming the folder when something is missing or cannot be used
 */
export function certificatesIn(folder: string, looking: Looking): Certificates {
  const found = new FolderOfCertificates(folder, looking)
  return {
    server: experimental.createCertificateProviderServerCredentials(found, found, true),
    client: experimental.createCertificateProviderChannelCredentials(found, found),
  }
}

/** The library has one that watches files, but lets go of what it has while they are exchanged one after the other. */
class FolderOfCertificates implements experimental.CertificateProvider {
  private readonly folder: string
  private readonly looking: Looking
  private readonly forCa = new Set<experimental.CaCertificateUpdateListener>()
  private readonly forIdentity = new Set<experimental.IdentityCertificateUpdateListener>()
  private found: Found
  private timer: NodeJS.Timeout | undefined

  constructor(folder: string, looking: Looking) {
    this.folder = folder
    this.looking = looking
    this.found = certificatesFound(folder)
  }

  addCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.forCa.add(listener)
    this.look(() => listener({ caCertificate: this.found.ca }))
  }
  removeCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.forCa.delete(listener)
    this.restIfUnused()
  }
  addIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.forIdentity.add(listener)
    this.look(() => listener(this.found))
  }
  removeIdentityCertificateListener(
    listener: experimental.IdentityCertificateUpdateListener,
  ): void {
    this.forIdentity.delete(listener)
    this.restIfUnused()
  }

  private look(tell: () => void): void {
    process.nextTick(tell)
    this.timer ??= setInterval(() => this.lookAgain(), this.looking.everyMs ?? 60_000).unref()
  }

  private lookAgain(): void {
    try {
      const found = certificatesFound(this.folder)
      if (isSame(found, this.found)) return
      this.found = found
      for (const tell of this.forIdentity) tell(found)
      for (const tell of this.forCa) tell({ caCertificate: found.ca })
    } catch (error) {
      this.looking.onError(error)
    }
  }

  private restIfUnused(): void {
    if (this.forCa.size + this.forIdentity.size > 0) return
    clearInterval(this.timer)
    this.timer = undefined
  }
}

const isSame = (one: Found, other: Found): boolean =>
  one.certificate.equals(other.certificate) &&
  one.privateKey.equals(other.privateKey) &&
  one.ca.equals(other.ca)

function certificatesFound(folder: string): Found {
  try {
    const [certificate, privateKey, ca] = ['tls.crt', 'tls.key', 'ca.crt'].map((file) =>
      readFileSync(join(folder, file)),
    ) as [Buffer, Buffer, Buffer]
    // Refuses what is no certificate, and a key that is not the certificate's.
    createSecureContext({
      cert: certificate,
      key: privateKey,
      ca: new X509Certificate(ca).toString(),
    })
    return { certificate, privateKey, ca }
  } catch {
    // What OpenSSL says of a key is not repeated.
    throw new TypeError(
      `${folder} must hold tls.crt and the tls.key that belongs to it, and ca.crt of who signs the certificates of the house (PEM)`,
    )
  }
}
