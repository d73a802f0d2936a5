import { StoreUnavailable, StoreWithoutRoom } from '@careloom/event-sourcing'
import mongoose from 'mongoose'

const { MongoError, MongoInvalidArgumentError, MongoServerError } = mongoose.mongo

/**
 * What the driver of MongoDB throws becomes StoreUnavailable, which is waited for: nobody can tell a command that was not carried
 * out from one whose answer was lost. That its disk is full is said as what it is (StoreWithoutRoom). Faults of our own stay as they are.
 * @param what is asked for, in words of our own
 */
export async function asked<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isOfStore(error)) throw error
    throw isWithoutRoom(error)
      ? new StoreWithoutRoom(`MongoDB has no room: ${what}`, error)
      : new StoreUnavailable(`MongoDB does not say: ${what}`, error)
  }
}

/** Whether a document was refused because another has its place in a unique index. */
export function isTaken(error: unknown): error is InstanceType<typeof MongoServerError> {
  return error instanceof MongoServerError && error.code === duplicateKey
}

const duplicateKey = 11_000

function isOfStore(error: unknown): boolean {
  if (error instanceof mongoose.MongooseError) return true
  return error instanceof MongoError && !(error instanceof MongoInvalidArgumentError)
}

/** `OutOfDiskSpace`. */
const outOfDiskSpace = 14_031

/** Servers that meet it elsewhere say it in the words of their system, or of whoever sells the room. */
function isWithoutRoom(error: unknown): boolean {
  if (!(error instanceof MongoServerError)) return false
  const words = /no space left on device|disk full|over your space quota/i
  return error.code === outOfDiskSpace || words.test(error.message)
}
