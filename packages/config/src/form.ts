/** What is wrong with a text: where in it (`[0].name`; nothing: all of it), and what must be there. Never the text itself. */
export type Wrong = { readonly at: string; readonly must: string }

/** One field of a variable that holds JSON, for whoever looks it up. */
export type Field = {
  readonly name: string
  readonly meaning: string
  /** The value that holds where it is left out; `undefined`: it is needed, or nothing holds. */
  readonly otherwise: string | undefined
  readonly isNeeded: boolean
}

/** How the text of a variable is read. */
export type Form<T> = {
  /** What it must be, in words that go on after "must be". */
  readonly must: string
  readonly fields?: readonly Field[]
  read(text: string): { readonly value: T } | { readonly wrong: readonly Wrong[] }
}

/** A form of one piece: `parse` answers `undefined` for what is not as it must be. */
export function form<T>(must: string, parse: (text: string) => T | undefined): Form<T> {
  return {
    must,
    read(text) {
      const value = parse(text)
      return value === undefined ? { wrong: [{ at: '', must }] } : { value }
    },
  }
}

export const anyText = (must: string): Form<string> => form(must, (text) => text)

export const shortText = (maxLength: number): Form<string> =>
  form(`a text of at most ${maxLength} characters`, (text) => {
    const trimmed = text.trim()
    return trimmed !== '' && trimmed.length <= maxLength ? trimmed : undefined
  })

export const wholeNumber = (from: number, to?: number): Form<number> =>
  form(`a whole number from ${from}${to === undefined ? '' : ` to ${to}`}`, (text) => {
    const value = Number(text)
    const isOne = /^\d+$/.test(text) && Number.isSafeInteger(value)
    return isOne && value >= from && value <= (to ?? value) ? value : undefined
  })

export const port = wholeNumber(0, 65_535)

export const oneOf = <const T extends string>(...words: readonly T[]): Form<T> =>
  form(words.map((word) => `\`${word}\``).join(' or '), (text) =>
    words.find((word) => word === text),
  )

/** Without a slash at its end. */
export const address: Form<string> = form(
  'an http or https address without credentials, query or fragment',
  addressOf,
)

export function addressOf(text: string): string | undefined {
  if (!URL.canParse(text) || /[\s"'<>]/.test(text)) return undefined
  const { protocol, username, password, search, hash } = new URL(text)
  const isPlain = username === '' && password === '' && search === '' && hash === ''
  return /^https?:$/.test(protocol) && isPlain ? text.replace(/\/$/, '') : undefined
}

/** Without a path: an origin. */
export const origin: Form<string> = form(
  'an http or https origin such as https://careloom.example',
  (text) => {
    const found = addressOf(text)
    return found !== undefined && new URL(found).origin === found ? found : undefined
  },
)

/** A realm of Keycloak, or of who answers at the same addresses. */
export type Realm = {
  readonly issuer: string
  readonly serverUrl: string
  readonly realm: string
}

export const realm: Form<Realm> = form(
  'the address of a realm, such as https://id.example/realms/careloom',
  (text) => {
    const issuer = addressOf(text)
    const [, serverUrl, name] = /^(https?:.+)\/realms\/([^/]+)$/.exec(issuer ?? '') ?? []
    if (issuer === undefined || serverUrl === undefined || name === undefined) return undefined
    return { issuer, serverUrl, realm: name }
  },
)

export const timeZone: Form<string> = form('a name of the IANA time zone database', (text) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone && text
  } catch {
    return undefined
  }
})

export type HostAndPort = { readonly host: string; readonly port: number }

export const hostAndPort: Form<HostAndPort> = form('host:port', (text) => {
  const [, bracketed, plain, number] =
    /^(?:\[([^\s[\]]+)\]|([^\s,/[\]]+)):(\d{1,5})$/.exec(text) ?? []
  const [host, isPort] = [bracketed ?? plain, Number(number) >= 1 && Number(number) <= 65_535]
  return host === undefined || !isPort ? undefined : { host, port: Number(number) }
})

/** As one text: an address of IPv6 stands in brackets. */
export const hostPortText = ({ host, port }: HostAndPort): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`
