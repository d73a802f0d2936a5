import type { Facts, FactsOf, SourceEvent } from './facts.ts'

export function teamAfter(before: FactsOf<'team'>, event: SourceEvent): Facts | undefined {
  const { team } = before
  switch (event.type) {
    case 'CareTeamMemberJoined': {
      const { member } = event.data
      if (member === undefined || team.members.some(({ memberId }) => memberId === member.memberId))
        return undefined
      return { ...before, team: { ...team, members: [...team.members, member] } }
    }
    case 'CareTeamMemberLeft':
      return {
        ...before,
        team: {
          ...team,
          members: team.members.filter(({ memberId }) => memberId !== event.data.memberId),
        },
      }
    case 'VisionWritten':
      return { ...before, vision: event.data.words }
    case 'GoalProposed':
      return { ...before, goalIds: [...before.goalIds, event.data.goalId] }
    case 'CarePlanClosed':
      return { ...before, team: { ...team, closedAt: event.data.closedAt } }
    default:
      return undefined
  }
}
