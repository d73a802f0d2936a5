import { encounterHandlers } from './encounters.ts'
import { peerGoalHandlers } from './goals.ts'
import { peerMeetingHandlers } from './meetings.ts'
import { offerHandlers } from './offers.ts'
import { peopleHandlers } from './people.ts'
import { personPageHandlers } from './person.ts'
import { peerSafetyHandlers } from './safety.ts'
import { todayHandlers } from './today.ts'

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
