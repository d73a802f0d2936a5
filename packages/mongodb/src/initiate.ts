import mongoose from 'mongoose'

const [commandNotFound, alreadyInitialized] = [59, 23]

/**
 * Makes a replica set of one member, as MongoDB needs it to acknowledge by majority; where it is one already nothing happens.
 * @param host `host:port` by which its clients reach it
 */
export async function initiateReplicaSet(host: string, replicaSet: string): Promise<void> {
  const connection = await mongoose
    .createConnection(`mongodb://${host}/?directConnection=true`)
    .asPromise()
  try {
    const config = { _id: replicaSet, members: [{ _id: 0, host }] }
    await connection.getClient().db('admin').command({ replSetInitiate: config })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    // Whoever stands in for MongoDB is one from its start.
    if (code !== commandNotFound && code !== alreadyInitialized) throw error
  } finally {
    await connection.close()
  }
}
