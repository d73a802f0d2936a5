import { keyringContract, type KeyringOptions } from './keyring.contract.ts'
import { MemoryKeyring } from './memory-keyring.ts'
import { MemoryKeys } from './memory-keys.ts'

keyringContract('several processes on keys in memory', async (t) => {
  let keys = new MemoryKeys()
  const process = async (options: KeyringOptions = {}) => {
    const keyring = new MemoryKeyring(keys, options)
    t.after(() => keyring.close())
    return {
      keyring,
      seal: async (subject: string) => (await keyring.forSealing([subject]))(subject),
      close: async () => keyring.close(),
    }
  }
  return {
    writers: async (options) => [await process(options), await process(options)],
    reader: process,
    async copied() {
      const kept = new MemoryKeys(keys)
      return async () => void (keys = kept)
    },
  }
})
