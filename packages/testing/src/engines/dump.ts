import mongoose, { type Connection } from 'mongoose'

export type Dump = {
  /** How many documents were looked through. */
  readonly documents: number
  /** The collections in which one of the words stands, and the word. */
  readonly found: readonly string[]
}

/**
 * Looks for words in everything that a database holds as whoever has a copy of it could: as text in either case,
 * in hexadecimal and in base64.
 */
export async function searchDump(connection: Connection, words: readonly string[]): Promise<Dump> {
  const found = new Set<string>()
  let documents = 0
  for (const { name } of await connection.listCollections())
    for await (const document of connection.collection(name).find({})) {
      documents += 1
      const bytes = Buffer.from(mongoose.mongo.BSON.serialize(document))
      for (const word of words) if (standsIn(word, bytes)) found.add(`${name}: ${word}`)
    }
  return { documents, found: [...found].toSorted() }
}

/** Whether a word can be read in bytes, in one of these forms. */
export function standsIn(word: string, content: Buffer): boolean {
  const bytes = content.toString('latin1')
  const lower = bytes.toLowerCase()
  const asIs = Buffer.from(word.toLowerCase()).toString('latin1')
  const hex = Buffer.from(word).toString('hex')
  return (
    lower.includes(asIs) ||
    lower.includes(hex) ||
    inBase64(word).some((form) => bytes.includes(form))
  )
}

/** Base64 writes three bytes as four characters: a word looks otherwise by where it begins, and its ends belong to its neighbours too. */
function inBase64(word: string): string[] {
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), Buffer.from(word)]).toString('base64url')
    const text = whole.slice(before === 0 ? 0 : before + 1, -2)
    return [text, text.replaceAll('-', '+').replaceAll('_', '/')]
  })
}
