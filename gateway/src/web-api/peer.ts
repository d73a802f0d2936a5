import { encounterHandlers } from './peer/encounters.ts'
import { peerGoalHandlers } from './peer/goals.ts'
import { peerMeetingHandlers } from './peer/meetings.ts'
import { offerHandlers } from './peer/offers.ts'
import { peopleHandlers } from './peer/people.ts'
import { personPageHandlers } from './peer/person.ts'
import { peerSafetyHandlers } from './peer/safety.ts'
import { todayHandlers } from './peer/today.ts'

/** The peer's desk, screen by screen. */
export const peerHandlers = {
  ...todayHandlers,
  ...offerHandlers,
  ...peopleHandlers,
  ...personPageHandlers,
  ...encounterHandlers,
  ...peerGoalHandlers,
  ...peerMeetingHandlers,
  ...peerSafetyHandlers,
}
