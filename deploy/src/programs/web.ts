import { environment } from '@careloom/config'
import { web } from '../config.ts'
import { openFront } from '../front.ts'

// One address for people and hospitals: the gateways in turn, and beside them who signs people in, with the
// console of those who administer it.
const { host, port, gateways, identity } = web.read(environment)
const front = await openFront({ host, port }, () => gateways)
front.pass(['/realms', '/resources', '/admin'], identity)
process.once('SIGTERM', () => void front.close().then(() => process.exit(0)))
