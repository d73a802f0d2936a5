import type { PeerLoad } from '@careloom/web-api'
import { useTranslation } from 'react-i18next'
import { useNumberWord, useTimes } from '../../../app/format.ts'
import { Section } from '../../../pieces/basics.tsx'

/** Load against the peer's own limit. Only what the peer declared; never anything measured about them. */
export function Room({ load }: { load: PeerLoad[] }) {
  const { t } = useTranslation(['coordinator', 'common'])
  return (
    <Section title={t('room')}>
      <div className="stack gap-14">
        {load.map((one) => (
          <Load key={one.peerWorkerId} load={one} />
        ))}
        <p className="small dim">{t('roomHint')}</p>
      </div>
    </Section>
  )
}

function Load({ load }: { load: PeerLoad }) {
  const { t } = useTranslation(['coordinator', 'common'])
  const declared = useDeclared(load)
  const part = load.limit === 0 ? 100 : Math.min(100, (load.active / load.limit) * 100)
  return (
    <div>
      <div className="load-head">
        <span>{load.name}</span>
        <span className="num small dim">{t('of', { active: load.active, limit: load.limit })}</span>
      </div>
      <div className="bar" aria-hidden>
        <span style={{ width: `${part}%` }} />
      </div>
      <p className="small dim">{declared}</p>
    </div>
  )
}

function useDeclared({ declared, canTake, until }: PeerLoad): string {
  const { t } = useTranslation(['coordinator', 'common'])
  const { say } = useTimes()
  const word = useNumberWord()
  if (declared === 'can-take-more' && canTake !== null)
    return t('canTake', { count: canTake, n: word(canTake) })
  if (declared === 'needs-less' && until !== null)
    return t('declared.needs-lessUntil', { day: say(until, 'date') })
  return t(`declared.${declared}`)
}
