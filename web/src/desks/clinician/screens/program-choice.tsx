import type { Program } from '@careloom/web-api'
import { Group, Radio } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useNumberWord } from '../../../app/format.ts'

/** One programme of a few, with what it means to wait there. One tab stop, arrows inside. */
export function ProgramChoice({
  programs,
  value,
  onChange,
}: {
  programs: Program[]
  value: string
  onChange: (programId: string) => void
}) {
  const { t } = useTranslation(['clinician', 'common'])
  const say = useProgramWords()
  return (
    <Radio.Group
      name="programme"
      value={value}
      onChange={onChange}
      aria-label={t('refer.programme')}
    >
      <div className="card rows refer-card">
        {programs.map((program) => {
          const { free, wait } = say(program)
          return (
            <Radio.Card
              key={program.id}
              value={program.id}
              tabIndex={program.id === value ? 0 : -1}
              withBorder={false}
              radius={0}
              className="refer-row"
              aria-label={`${program.name}, ${program.organizationName}. ${free}. ${wait}`}
            >
              <Group wrap="nowrap" gap={12} align="flex-start">
                <Radio.Indicator mt={2} />
                <div className="grow refer-where">
                  <div>
                    <b className="strong">{program.name}</b>
                    <br />
                    <span className="dim">
                      {program.organizationName} · {free}
                    </span>
                  </div>
                  <span>{wait}</span>
                </div>
              </Group>
            </Radio.Card>
          )
        })}
      </div>
    </Radio.Group>
  )
}

function useProgramWords() {
  const { t } = useTranslation(['clinician', 'common'])
  const word = useNumberWord()
  return ({ freePeers, expectedWaitDays, promiseHours }: Program) => {
    const days = expectedWaitDays === null ? null : Math.round(expectedWaitDays)
    return {
      free: t('refer.free', { count: freePeers, n: word(freePeers) }),
      wait:
        days === null
          ? t('refer.waitUnknown', { hours: promiseHours })
          : days === 0
            ? t('refer.waitSoon')
            : t('refer.wait', { count: days }),
    }
  }
}
