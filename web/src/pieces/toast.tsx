import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'

type Toast = { readonly id: number; readonly says: string; readonly undo?: () => void }

let shown: Toast | null = null
let next = 1
const readers = new Set<() => void>()

function show(toast: Toast | null): void {
  shown = toast
  for (const tell of readers) tell()
}

/** Says that something was done, for eight seconds; with `undo` where it can be undone. */
export function toast(says: string, undo?: () => void): void {
  const id = next++
  show({ id, says, ...(undo ? { undo } : {}) })
  setTimeout(() => shown?.id === id && show(null), 8000)
}

export function Toasts() {
  const { t } = useTranslation()
  const now = useSyncExternalStore(
    (tell) => {
      readers.add(tell)
      return () => readers.delete(tell)
    },
    () => shown,
  )
  return (
    <div className="toasts" role="status">
      {now ? (
        <div className="toast">
          <span>{now.says}</span>
          {now.undo ? (
            <button
              type="button"
              onClick={() => {
                now.undo?.()
                show(null)
              }}
            >
              {t('undo')}
            </button>
          ) : null}
        </div>
      ) : null}
    </div>
  )
}
