import { describeSettings } from '../packages/config/src/tables.ts'
import { environment, WrongSettings } from '../packages/config/src/index.ts'
import { migrateHouse, migrationSettings } from '../packages/cluster/src/migrate.ts'
import { CareloomError } from '../packages/event-sourcing/src/index.ts'

// npm run migrate: makes the collections, indexes and topics of a house whose services are processes of their own, before they are
// started; `--help` says what it is told. Exit code 0 when all of them are there, whoever made them.
if (process.argv.includes('--help')) console.log(describeSettings(migrationSettings))
else process.exitCode = await migrated()

async function migrated(): Promise<number> {
  try {
    const { collections, topics } = await migrateHouse(environment)
    console.log(`${collections} collections and ${topics} topics are there.`)
    return 0
  } catch (error) {
    if (!(error instanceof WrongSettings) && !(error instanceof CareloomError)) throw error
    console.error(error.message)
    return 1
  }
}
