import type { CareTeamMember as WireMember } from '@careloom/proto/care-plans'
import type { CareTeamMember } from '../../domain/care-team.ts'

/** Somebody on the team, as others may know them. */
export function memberToWire(member: CareTeamMember): WireMember {
  const { kind, memberId, displayName, roleTitle, organizationId, isCertified } = member
  return {
    kind,
    memberId,
    displayName,
    roleTitle,
    organizationId,
    certified: isCertified,
  }
}
