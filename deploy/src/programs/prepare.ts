import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { environment } from '@careloom/config'
import { houseRealm } from '@careloom/embedded/realm'
import { sandboxCallers } from '@careloom/embedded/world'
import { makeSecrets } from '@careloom/hosting/running'
import { keyHolders } from '@careloom/proto/callers'
import { makeCallerKeys } from '@careloom/rpc/grpc'
import { preparation } from '../config.ts'

// What has to be there before the engines are: secrets, the keys of callers, and the realm with the people of the sandbox. Once or
// often, the outcome is the same.
const { folder, realm } = preparation.read(environment)
makeSecrets(join(folder, 'secrets'))
makeCallerKeys(join(folder, 'caller-keys'), [...keyHolders, ...Object.keys(sandboxCallers)])
writeFileSync(join(realm, 'careloom-realm.json'), JSON.stringify(houseRealm({ withPeople: true })))
