import type { Reason } from '@careloom/web-api'

/** Reasons as a list; each desk says them in its own words. */
export function Reasons({
  reasons,
  say,
  none,
}: {
  reasons: readonly Reason[]
  say: (reason: Reason) => string
  none: string
}) {
  return (
    <ul className="reasons">
      {reasons.length === 0 ? <li>{none}</li> : null}
      {reasons.map((reason) => (
        <li key={reason.code}>{say(reason)}</li>
      ))}
    </ul>
  )
}
