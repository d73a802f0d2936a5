// The product, and with it a coordinator, people and peers who answer at once: by calls within the
// process. The hospital is in one of its own.
import { startProduct, clientToken } from '@careloom/e2e'
import { forkHospital } from '@careloom/sandbox'
import { AssignmentServiceDefinition } from '@careloom/proto/assignments'
import { carePlanTopic, type PublishedCarePlanEvent } from '@careloom/proto/care-plans'
import { referralTopic, type PublishedReferralEvent } from '@careloom/proto/referrals'
import { WorkforceServiceDefinition } from '@careloom/proto/workforce'
import { registerPeers } from './peers.ts'
import { ready } from './ready.ts'

const product = await startProduct({
  dataDir: process.argv[2] ?? '',
  rateLimit: 1_000_000_000,
  openHospital: forkHospital,
})
const { host } = product
const assignments = host.client(AssignmentServiceDefinition)
const peers = await registerPeers(
  host.client(WorkforceServiceDefinition),
  Number(process.argv[3] ?? 40),
)
await host.settled()

let next = 0
host.bus.react<PublishedReferralEvent>(referralTopic, {
  name: 'bench',
  handles: ['ReferralRequested'],
  keyOf: (event) => event.stream,
  async handle(event) {
    if (event.type !== 'ReferralRequested') return
    const { referralId } = event.data
    const peerWorkerId = peers[next++ % peers.length] ?? ''
    const call = (step: string) => ({
      metadata: { actor: 'system:bench', causationId: `bench:${referralId}:${step}` },
    })
    await soon(() =>
      assignments.sendOffers({ referralId, peerWorkerIds: [peerWorkerId] }, call('offer')),
    )
    await soon(() => assignments.choosePeer({ referralId, peerWorkerId }, call('choose')))
    await soon(() =>
      assignments.acceptOffer(
        {
          referralId,
          peerWorkerId,
          boundaryAgreement: { contactHours: 'weekdays', channels: ['phone'] },
        },
        call('accept'),
      ),
    )
  },
})
host.bus.react<PublishedCarePlanEvent>(carePlanTopic, {
  name: 'bench-teams',
  handles: ['CareTeamMemberJoined'],
  keyOf: (event) => event.stream,
  async handle(event) {
    if (event.type === 'CareTeamMemberJoined' && event.data.member?.kind === 'peer')
      process.send?.({ joined: event.data.personId })
  },
})
ready({ url: product.url.replace('localhost', '127.0.0.1'), token: await clientToken(product.url) })
process.once('SIGTERM', () => process.exit(0))

/** Again every two milliseconds until what it needs has arrived. */
async function soon<T>(step: () => Promise<T>): Promise<T> {
  const end = performance.now() + 30_000
  for (;;) {
    try {
      return await step()
    } catch (error) {
      if (performance.now() > end) throw error
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }
}
