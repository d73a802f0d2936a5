import { lazy, Suspense, type ComponentType, type ReactNode } from 'react'

/** When nothing else is to be done. */
const idle: (work: () => void) => void =
  'requestIdleCallback' in globalThis
    ? (work) => void requestIdleCallback(work)
    : (work) => void setTimeout(work, 2000)

/**
 * A part that no screen begins with: fetched once the first screen is there, so that it comes at once when it is opened,
 * also for whoever is offline by then.
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  meanwhile: () => ReactNode = () => null,
): ComponentType<Props> {
  const Part = lazy(async () => ({ default: await load() }))
  addEventListener('load', () => idle(() => void load().catch(() => undefined)), { once: true })
  if (document.readyState === 'complete') idle(() => void load().catch(() => undefined))
  return function Later(props: Props) {
    return (
      <Suspense fallback={meanwhile()}>
        <Part {...props} />
      </Suspense>
    )
  }
}
