import { choiceHandlers } from './person/choices.ts'
import { consentHandlers } from './person/consents.ts'
import { homeHandlers } from './person/home.ts'
import { measureHandlers } from './person/measures.ts'
import { personMeetingHandlers } from './person/meetings.ts'
import { personPlanHandlers } from './person/plan.ts'

/** The person's desk, screen by screen. */
export const personHandlers = {
  ...homeHandlers,
  ...choiceHandlers,
  ...consentHandlers,
  ...measureHandlers,
  ...personPlanHandlers,
  ...personMeetingHandlers,
}
