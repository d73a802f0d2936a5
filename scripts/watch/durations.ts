/** In seconds. */
export const minute = 60
export const hour = 60 * minute

/** As Prometheus writes it. */
export const durationText = (seconds: number): string =>
  seconds % minute === 0 ? `${seconds / minute}m` : `${seconds}s`
