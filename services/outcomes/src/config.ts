import { byDefault, settingsOf, wholeNumber, type ConfigOf } from '@careloom/config'
import { defaultGraceDays } from './domain/schedule.ts'

export const settings = settingsOf('outcomes', {
  graceDays: byDefault(
    'OUTCOMES_GRACE_DAYS',
    wholeNumber(1, 365),
    String(defaultGraceDays),
    'days that somebody has before a measure counts as overdue, in series that begin from now on',
  ),
})

export type Config = ConfigOf<typeof settings>
