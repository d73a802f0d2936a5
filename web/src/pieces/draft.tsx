import { useEffect, useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { draftAt, forgetDraft, keepDraft } from '../app/drafts.ts'
import { Act } from './basics.tsx'

/** Where a form keeps what was typed until it is sent. */
export type Draft = {
  /** What was begun before; undefined when nothing was. */
  readonly values: unknown
  readonly keep: (values: unknown) => void
  readonly forget: () => void
}

const pauseMs = 150

/** Looks first whether something was begun here; kept as it is typed, sealed, through a reload, Back and a killed tab. */
export function Drafted({
  place,
  about = '',
  meanwhile = null,
  children,
}: {
  /** What is written, and about whom: `note:ASSIGNMENT`. */
  place: string
  /** What the form began with; a draft about something that has changed since is not shown. */
  about?: string
  /** Shown for the moment that the look takes. */
  meanwhile?: ReactNode
  children: (draft: Draft) => ReactNode
}) {
  const [found, setFound] = useState<{ values: unknown; turn: number } | null>(null)
  // As it was when the form was opened: answers that come meanwhile do not empty it.
  const [first] = useState(about)
  useEffect(() => {
    let gone = false
    void draftAt(place, first)
      .catch(() => undefined)
      .then((values) => gone || setFound({ values, turn: 0 }))
    return () => void (gone = true)
  }, [place, first])
  const draft = useMemo(() => keeping(place, first), [place, first])
  if (found === null) return meanwhile
  const startOver = () => {
    draft.forget()
    setFound({ values: undefined, turn: found.turn + 1 })
  }
  return (
    <div className="drafted" key={found.turn}>
      {found.values === undefined ? null : <PickedUp onStartOver={startOver} />}
      {children({ values: found.values, ...draft })}
    </div>
  )
}

function keeping(place: string, about: string): Pick<Draft, 'keep' | 'forget'> {
  let timer: ReturnType<typeof setTimeout> | undefined
  return {
    keep(values) {
      clearTimeout(timer)
      timer = setTimeout(() => void keepDraft(place, about, values).catch(() => undefined), pauseMs)
    },
    forget() {
      clearTimeout(timer)
      void forgetDraft(place).catch(() => undefined)
    },
  }
}

function PickedUp({ onStartOver }: { onStartOver: () => void }) {
  const { t } = useTranslation()
  return (
    <p className="small dim goal-line">
      {t('draft.pickedUp')}
      <Act onClick={onStartOver}>{t('draft.startOver')}</Act>
    </p>
  )
}

/** The kept values in the shape of the form: fields that it does not have, or has otherwise by now, stay as they begin. */
export function restored<Values extends object>(initial: Values, { values }: Draft): Values {
  if (typeof values !== 'object' || values === null) return initial
  const fits = Object.entries(values).filter(([name, value]) => {
    const before: unknown = Reflect.get(initial, name)
    return typeof before === typeof value && Array.isArray(before) === Array.isArray(value)
  })
  return { ...initial, ...Object.fromEntries(fits) }
}
