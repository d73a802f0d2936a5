import { howLeft } from './visit.ts'

/** What *Leave fast* shows instead of us. */
export const weather = 'https://www.weather.gov/'

/** Back after *Leave fast* goes on to the weather; any other way here is somebody's own wish. */
export function keepAway(): void {
  const back = () => howLeft() === 'left-fast' && location.replace(weather)
  const [opened] = performance.getEntriesByType('navigation')
  if (opened instanceof PerformanceNavigationTiming && opened.type === 'back_forward') back()
  addEventListener('pageshow', ({ persisted }) => persisted && back())
}
