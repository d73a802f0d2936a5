import { byDefault, settingsOf, shortText, wholeNumber, type ConfigOf } from '@careloom/config'

export const settings = settingsOf('care-plans', {
  referrerTitle: byDefault(
    'CARE_PLANS_REFERRER_TITLE',
    shortText(120),
    'Referring clinician',
    'what the clinician who referred is called on the care team',
  ),
  encountersMaxCount: byDefault(
    'CARE_PLANS_ENCOUNTERS_MAX_COUNT',
    wholeNumber(1, 1_000),
    '200',
    'encounters that one answer holds at most',
  ),
})

export type Config = ConfigOf<typeof settings>
