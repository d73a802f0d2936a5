import type { Clock, Instant } from '@careloom/event-sourcing'
import type { ReferralServiceDefinition } from '@careloom/proto/referrals'
import type { Client } from '@careloom/rpc'
import type { ProgramFacts, Programs } from '../../app/ports.ts'
import { primaryLanguage } from '../../domain/matching/facts.ts'

type Known = { readonly programs: ReadonlyMap<string, ProgramFacts>; readonly at: Instant }

/** Programmes are configuration and change with a restart: what was asked within a minute is not asked again. */
const knownForMs = 60_000
const nothingKnown: ProgramFacts = { interpreterLanguages: [] }

export function programsOverRpc(client: Client<ReferralServiceDefinition>, clock: Clock): Programs {
  let known: Known | undefined
  return {
    async find(programId) {
      const now = clock()
      if (known === undefined || Date.parse(now) - Date.parse(known.at) > knownForMs)
        known = { programs: await ask(client), at: now }
      return known.programs.get(programId) ?? nothingKnown
    },
  }
}

async function ask(client: Client<ReferralServiceDefinition>): Promise<Known['programs']> {
  const metadata = { actor: 'system:assignments', causationId: 'assignments.list-programs' }
  const { programs } = await client.listPrograms({}, { metadata })
  return new Map(
    programs.map(({ programId, jurisdiction, interpreterLanguages }) => [
      programId,
      {
        jurisdiction,
        interpreterLanguages: interpreterLanguages.map(primaryLanguage),
      },
    ]),
  )
}
