import { lazy, Suspense, type ComponentType, type ReactNode } from 'react'

/** After the first screen on a slow line. */
const firstScreenMs = 4000
const afterwards = (work: () => void) => void setTimeout(work, firstScreenMs)

/**
 * A part that no screen begins with: fetched once the first screen is there, so that it comes at once when it is opened,
 * also for whoever is offline by then.
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  meanwhile: () => ReactNode = () => null,
): ComponentType<Props> {
  const Part = lazy(async () => ({ default: await load() }))
  afterwards(() => void load().catch(() => undefined))
  return function Later(props: Props) {
    return (
      <Suspense fallback={meanwhile()}>
        <Part {...props} />
      </Suspense>
    )
  }
}
