import type { Meeting } from '@careloom/web-api'
import { Button } from '@mantine/core'
import { IconVideo } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

type Where = Pick<Meeting, 'location' | 'joinUrl'>

/** The location in words, without the link in it; null when there are none. */
export function locationWords({ location, joinUrl }: Where): string | null {
  const words = (joinUrl === null ? location : location?.replace(joinUrl, ''))
    ?.trim()
    .replace(/[:,-]+$/, '')
  return words || null
}

const hostOf = (joinUrl: string) => new URL(joinUrl).host

/** Opens the call, and says whose page that is before it does. */
export function Join({ joinUrl, wide }: { joinUrl: string; wide?: boolean }) {
  const { t } = useTranslation(['plan', 'common'])
  const opens = t('meeting.joinAt', { host: hostOf(joinUrl) })
  return (
    <Button
      component="a"
      href={joinUrl}
      target="_blank"
      rel="noreferrer"
      px={14}
      title={opens}
      aria-label={`${t('meeting.join')}. ${opens}`}
      variant={wide ? 'light' : 'filled'}
      fullWidth={wide ?? false}
      leftSection={<IconVideo size={18} aria-hidden />}
    >
      {t('meeting.join')}
    </Button>
  )
}
