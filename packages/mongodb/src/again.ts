import { isTaken } from './failure.ts'

/** An upsert that two make of the same document at the same moment: the second one finds it when it is made again. */
export async function againIfTaken<T>(upsert: () => Promise<T>): Promise<T> {
  try {
    return await upsert()
  } catch (error) {
    if (!isTaken(error)) throw error
    return upsert()
  }
}
