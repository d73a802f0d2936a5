import { IconChevronLeft, IconLanguage, IconLogout, IconWifiOff } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../app/api.ts'
import { desksOf } from '../app/desks.ts'
import { useLiveness } from '../app/events.ts'
import { speak } from '../app/i18n.ts'
import { signOut } from '../app/leave.ts'
import { session } from '../app/session.ts'
import { Act, Face, Mark, type Icon } from './basics.tsx'
import { HelpNow } from './safety.tsx'
import { Sheet } from './sheet.tsx'

export type Place = {
  readonly icon: Icon
  readonly word: string
  readonly to: string
  readonly exact?: boolean
}

export function useOnline(): boolean {
  const [online, setOnline] = useState(navigator.onLine)
  useEffect(() => {
    const look = () => setOnline(navigator.onLine)
    addEventListener('online', look)
    addEventListener('offline', look)
    return () => {
      removeEventListener('online', look)
      removeEventListener('offline', look)
    }
  }, [])
  return online
}

/** Whether changes come by themselves, in a word beside its dot. */
export function LiveDot() {
  const { t } = useTranslation()
  const live = useLiveness() === 'live'
  return (
    <span className="live" data-off={live ? undefined : ''}>
      {live ? t('live') : t('connecting')}
    </span>
  )
}

function OfflineBar({ says }: { says: string }) {
  return (
    <p role="status" className="icon-line small offline-bar">
      <IconWifiOff size={18} aria-hidden />
      {says}
    </p>
  )
}

/** Me: language, my other desks, sign out. */
export function MeSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const me = useRead('getMe', {}, session() !== null)
  const desks = desksOf(me.data?.roles ?? [])
  return (
    <Sheet open={open} onClose={onClose} title={me.data?.name ?? t('app')}>
      <div className="stack">
        {me.data?.organization ? <p className="dim">{me.data.organization.name}</p> : null}
        {desks.length > 1
          ? desks.map((desk) => (
              <Link key={desk.id} to={desk.to} className="link" onClick={onClose}>
                {t(`deskName.${desk.id}`)}
              </Link>
            ))
          : null}
        <Act
          icon={IconLanguage}
          onClick={() => speak(i18n.language.startsWith('es') ? 'en' : 'es')}
        >
          {t('language')}
        </Act>
        <Act icon={IconLogout} onClick={signOut}>
          {t('signOut')}
        </Act>
      </div>
    </Sheet>
  )
}

/** Laptop: narrow rail, sentence top left, the one primary action top right. On a phone the rail is the bottom bar. */
export function Desk({
  places,
  head,
  action,
  children,
}: {
  places: readonly Place[]
  head?: ReactNode
  action?: ReactNode
  children: ReactNode
}) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const me = useRead('getMe', {})
  const name = me.data?.name ?? ''
  const online = useOnline()
  return (
    <div className="desk">
      <nav className="rail" aria-label={t('desk')}>
        <div className="rail-mark">
          <Mark />
        </div>
        {places.map(({ icon: Drawing, word, to, exact }) => (
          <Link key={to} to={to} activeOptions={{ exact: exact ?? false }}>
            <Drawing size={22} aria-hidden />
            {word}
          </Link>
        ))}
        <div className="rail-live">
          <LiveDot />
        </div>
        <button type="button" onClick={() => setOpen(true)}>
          <Face name={name} size={32} />
          {name.replace(/^Dr\.? /, '').split(' ')[0] || '…'}
        </button>
      </nav>
      <main className="desk-main">
        {online ? null : <OfflineBar says={t('state.offlineBar')} />}
        {head || action ? (
          <header className="desk-head">
            <div className="desk-says">{head}</div>
            <div className="desk-act">{action}</div>
          </header>
        ) : null}
        {children}
      </main>
      <MeSheet open={open} onClose={() => setOpen(false)} />
    </div>
  )
}

/** Phone: what matters on top, the one primary action under the thumb, safety one press away on every screen. */
export function Phone({
  top,
  back,
  tabs,
  primary,
  action,
  offline,
  children,
  label,
  beside,
}: {
  top?: ReactNode
  back?: { readonly word: string; readonly to: string }
  tabs?: readonly Place[]
  primary?: ReactNode
  action?: ReactNode
  offline?: string
  children: ReactNode
  label: string
  /** Stands beside *Help now*. */
  beside?: ReactNode
}) {
  const { t } = useTranslation()
  const online = useOnline()
  return (
    <div className="phone">
      <header className="phone-top" data-back={back ? '' : undefined}>
        {back ? (
          <Link to={back.to} className="back">
            <IconChevronLeft size={22} aria-hidden />
            {back.word}
          </Link>
        ) : null}
        <div className="grow">{top}</div>
        <HelpNow />
        {beside}
      </header>
      {online ? null : <OfflineBar says={offline ?? t('state.offlineBar')} />}
      <main className="phone-main" data-offline={online ? undefined : ''}>
        {children}
      </main>
      {tabs || action ? (
        <div className="phone-foot">
          {action ? <div className="phone-action">{action}</div> : null}
          {tabs ? <Tabs places={tabs} label={label} primary={primary} /> : null}
        </div>
      ) : null}
    </div>
  )
}

function Tabs({
  places,
  label,
  primary,
}: {
  places: readonly Place[]
  label: string
  primary: ReactNode
}) {
  return (
    <nav className="tabs" aria-label={label}>
      {places.map(({ icon: Drawing, word, to, exact }) => (
        <Link key={to} to={to} activeOptions={{ exact: exact ?? false }}>
          <Drawing size={22} aria-hidden stroke={1.8} />
          {word}
        </Link>
      ))}
      {primary}
    </nav>
  )
}

/** Inside the EHR's frame: no rail, 360 px is enough, a patient banner only when the launch asks for it. */
export function Frame({
  banner,
  foot,
  children,
}: {
  banner?: ReactNode
  foot?: ReactNode
  children: ReactNode
}) {
  const { t } = useTranslation()
  const online = useOnline()
  return (
    <div className="frame">
      {banner ? <header className="frame-banner">{banner}</header> : null}
      {online ? null : <OfflineBar says={t('state.offlineBar')} />}
      <main className="frame-main">{children}</main>
      {foot ? <footer className="frame-foot">{foot}</footer> : null}
    </div>
  )
}

/** One narrow column for what comes before a desk: sign-in, sign-out, a page that does not exist. */
export function Door({ children }: { children: ReactNode }) {
  const { t, i18n } = useTranslation()
  return (
    <div className="login">
      <header>
        <span className="inline gap-10">
          <Mark />
          <b className="brand">{t('app')}</b>
        </span>
        <span className="door-acts">
          <HelpNow />
          <Act
            icon={IconLanguage}
            onClick={() => speak(i18n.language.startsWith('es') ? 'en' : 'es')}
          >
            {t('language')}
          </Act>
        </span>
      </header>
      {children}
    </div>
  )
}
