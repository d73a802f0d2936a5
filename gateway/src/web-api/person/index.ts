import { choiceHandlers } from './choices.ts'
import { consentHandlers } from './consents.ts'
import { homeHandlers } from './home.ts'
import { measureHandlers } from './measures.ts'
import { personMeetingHandlers } from './meetings.ts'
import { personPlanHandlers } from './plan.ts'

/** The person's desk, screen by screen. */
export const personHandlers = {
  ...homeHandlers,
  ...choiceHandlers,
  ...consentHandlers,
  ...measureHandlers,
  ...personPlanHandlers,
  ...personMeetingHandlers,
}
