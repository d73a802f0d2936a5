import { useEffect, useId, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Act } from './basics.tsx'

/** A question on top of the page, in the browser's own dialog: focus stays inside, Esc closes, focus goes back. */
export function Sheet({
  open,
  title,
  onClose,
  children,
  closeWord,
}: {
  open: boolean
  title: string
  onClose: () => void
  children: ReactNode
  closeWord?: string
}) {
  const { t } = useTranslation()
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal()
    if (!open && dialog.current?.open) dialog.current.close()
  }, [open])
  if (!open) return null
  return (
    <dialog ref={dialog} className="sheet" aria-labelledby={id} onClose={onClose}>
      <div className="sheet-head">
        <h2 id={id}>{title}</h2>
        <Act onClick={onClose}>{closeWord ?? t('close')}</Act>
      </div>
      {children}
    </dialog>
  )
}
