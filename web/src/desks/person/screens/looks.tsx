import type { PersonHome } from '@careloom/web-api'
import { IconEye } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useTimes } from '../../../app/format.ts'
import { Act, Line, Section } from '../../../pieces/basics.tsx'

const few = 3

/** Who looked, as a list of sentences. */
export function Looks({ looks }: { looks: PersonHome['looks'] }) {
  const { t } = useTranslation(['person', 'common'])
  const { say } = useTimes()
  const [all, setAll] = useState(false)
  const shown = all ? looks : looks.slice(0, few)
  const toggle = <Act onClick={() => setAll(!all)}>{all ? t('looked.less') : t('looked.all')}</Act>
  return (
    <Section title={t('looked.title')} aside={looks.length > few ? toggle : null}>
      <div className="stack gap-8">
        {looks.length === 0 ? <p className="dim">{t('looked.none')}</p> : null}
        {shown.map(({ at, who, organizationName, saw }) => (
          <Line key={at + who + saw} icon={IconEye}>
            {t('looked.saw', {
              who: organizationName
                ? t('looked.from', { who, organization: organizationName })
                : who,
              what: t(`category.${saw}`),
              when: say(at, 'day-time'),
            })}
          </Line>
        ))}
      </div>
    </Section>
  )
}
