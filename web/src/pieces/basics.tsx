import { Avatar } from '@mantine/core'
import type { IconLifebuoy } from '@tabler/icons-react'
import { useId, type ReactNode } from 'react'
import { useTimes, type TimeForm } from '../app/format.ts'

export type Icon = typeof IconLifebuoy

/** The mark: three threads over three. Drawn, not a font, so that it stays sharp at 20 px. */
export function Mark({ size = 26 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 26 26"
      aria-hidden="true"
      fill="none"
      stroke="var(--cl-accent)"
      strokeWidth="3.4"
      strokeLinecap="round"
    >
      <path d="M6 3v13M6 22v1M13 3v3.5M13 12.500v10.500M20 3v13M20 22v1" />
      <path d="M3 9h.6M9 9h14" opacity=".55" />
      <path d="M3 19h14M22.500 19h.5" opacity=".55" />
    </svg>
  )
}

/** h1: the answer to the screen's one question, in words. The lede says what follows from it. */
export function Sentence({ children, lede }: { children: ReactNode; lede?: ReactNode }) {
  return (
    <div>
      <h1 className="sentence">{children}</h1>
      {lede ? <p className="lede">{lede}</p> : null}
    </div>
  )
}

export function Section({
  title,
  aside,
  children,
}: {
  title: string
  aside?: ReactNode
  children: ReactNode
}) {
  const id = useId()
  return (
    <section className="section" aria-labelledby={id}>
      <div className="section-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  )
}

/** Holds one thing. Lines of one thing are `rows`, not more cards. */
export function Card({
  tone,
  children,
  className = '',
  as: As = 'div',
  ...rest
}: {
  tone?: 'needs' | 'well' | undefined
  children: ReactNode
  className?: string
  as?: 'div' | 'li' | 'article' | 'section'
  'aria-label'?: string
}) {
  return (
    <As className={`card ${className}`} data-tone={tone} {...rest}>
      {children}
    </As>
  )
}

/** Somebody's own words, always with whose they are. A clinical update never lands inside one of these. */
export function Words({ children, by }: { children: ReactNode; by: ReactNode }) {
  return (
    <blockquote className="words">
      <p>“{children}”</p>
      <footer>{by}</footer>
    </blockquote>
  )
}

/** A time as people say it; the exact instant is in the attribute and on hover. */
export function When({
  at,
  form = 'day-time',
  ends = false,
}: {
  at: string
  form?: TimeForm
  /** Whether the sentence ends with it: "p.m." has its full stop already. */
  ends?: boolean
}) {
  const { say, exact } = useTimes()
  const words = say(at, form)
  return (
    <time dateTime={at} title={exact(at)}>
      {ends && !words.endsWith('.') ? `${words}.` : words}
    </time>
  )
}

export function Pill({
  tone,
  icon: Drawing,
  children,
}: {
  tone?: 'needs' | 'good' | undefined
  icon?: Icon
  children: ReactNode
}) {
  return (
    <span className="pill" data-tone={tone}>
      {Drawing ? <Drawing size={16} aria-hidden /> : null}
      {children}
    </span>
  )
}

export function Line({ icon: Drawing, children }: { icon: Icon; children: ReactNode }) {
  return (
    <p className="icon-line">
      <Drawing size={18} aria-hidden />
      <span>{children}</span>
    </p>
  )
}

/** A word that does something, with its own icon: icons are never alone. */
export function Act({
  icon: Drawing,
  children,
  onClick,
  disabled,
}: {
  icon?: Icon
  children: ReactNode
  onClick?: () => void
  disabled?: boolean
}) {
  return (
    <button type="button" className="link" onClick={onClick} disabled={disabled}>
      {Drawing ? <Drawing size={18} aria-hidden /> : null}
      {children}
    </button>
  )
}

export function Face({ name, size = 44 }: { name: string; size?: number }) {
  const initials = name
    .split(' ')
    .map((part) => part[0])
    .join('')
    .slice(0, 2)
  return (
    <Avatar
      size={size}
      radius="xl"
      aria-hidden
      color="teal"
      variant="light"
      classNames={{ placeholder: 'face' }}
    >
      {initials}
    </Avatar>
  )
}
