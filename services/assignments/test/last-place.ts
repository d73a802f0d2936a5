import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assignmentTopic, caseloadTopic } from '@careloom/proto/assignments'
import type { PublishedCaseloadEvent } from '@careloom/proto/assignments'
import { agreement, idOf, openWorld, type World } from './world.ts'

export type LastPlaceReport = {
  readonly rounds: number
  readonly started: number
  readonly findings: readonly string[]
}

const mostTurns = 7

/**
 * In every round two people have chosen the same peer, who has one place left, and the peer says yes to both, in an
 * order that `random` draws. One of the two may start, and no caseload may ever be told to be over its limit.
 */
export async function raceForLastPlaces(
  rounds: number,
  random: () => number,
): Promise<LastPlaceReport> {
  const folder = mkdtempSync(join(tmpdir(), 'careloom-last-place-'))
  const world = await openWorld(join(folder, 'data'))
  try {
    await prepare(world, rounds)
    for (let round = 0; round < rounds; round++) await answerBoth(world, round, random)
    await world.host.settled()
    return await judge(world, rounds)
  } finally {
    await world.host.close()
    rmSync(folder, { recursive: true })
  }
}

const peerOf = (round: number) => idOf(300, round)
const referralsOf = (round: number) => [idOf(500, round * 2), idOf(500, round * 2 + 1)]

async function prepare(world: World, rounds: number): Promise<void> {
  const { service, call, host } = world
  for (let round = 0; round < rounds; round++) {
    await world.registerPeer(peerOf(round), { limit: 1 })
    for (const [n, referralId] of referralsOf(round).entries())
      await world.requestReferral(referralId, idOf(400, round * 2 + n))
  }
  await host.settled()
  for (let round = 0; round < rounds; round++)
    for (const referralId of referralsOf(round)) {
      const peerWorkerId = peerOf(round)
      await service.sendOffers({ referralId, peerWorkerIds: [peerWorkerId] }, call())
      await service.choosePeer({ referralId, peerWorkerId }, call())
    }
}

async function answerBoth(world: World, round: number, random: () => number): Promise<void> {
  const { service, call } = world
  const peerWorkerId = peerOf(round)
  const turns = referralsOf(round).map(() => Math.floor(random() * mostTurns))
  await Promise.all(
    referralsOf(round).map(async (referralId, n) => {
      for (let turn = 0; turn < (turns[n] ?? 0); turn++) await new Promise(setImmediate)
      const yes = { referralId, peerWorkerId, boundaryAgreement: agreement }
      await service.acceptOffer(yes, call())
    }),
  )
}

async function judge({ host, failures }: World, rounds: number): Promise<LastPlaceReport> {
  const everything = 1_000_000
  const { events: assigned } = await host.bus.feed(assignmentTopic).readAll(0, everything)
  const { events: told } = await host.bus
    .feed<PublishedCaseloadEvent>(caseloadTopic)
    .readAll(0, everything)
  const peers = assigned.map(({ data }) => (data as { peerWorkerId: string }).peerWorkerId)
  const over = told.filter(({ data: { taken, limit } }) => taken > limit)
  const last = new Map(told.map(({ data }) => [data.peerWorkerId, data.taken]))
  return {
    rounds,
    started: peers.length,
    findings: [
      ...failures,
      ...over.map(({ data }) => `${data.peerWorkerId} had ${data.taken} of ${data.limit} places`),
      ...Array.from({ length: rounds }, (_, round) => peerOf(round)).flatMap((peer) => {
        const starts = peers.filter((each) => each === peer).length
        if (starts === 1 && last.get(peer) === 1) return []
        return [`${peer} was started ${starts} times, ${last.get(peer) ?? 0} places are taken`]
      }),
    ],
  }
}
