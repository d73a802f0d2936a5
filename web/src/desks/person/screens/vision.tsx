import type { PersonHome as Home } from '@careloom/web-api'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Act, Card, Section } from '../../../pieces/basics.tsx'
import { later } from '../../../pieces/later.tsx'

const VisionSheet = later(() => import('./vision-sheet.tsx').then((part) => part.VisionSheet))

/** What the person wants their life to be: theirs to write, and nobody else's. */
export function Vision({ home, peer }: { home: Home; peer: string }) {
  const { t } = useTranslation(['person', 'common'])
  const [writing, setWriting] = useState(false)
  const write = () => setWriting(true)
  return (
    <Section
      title={t('vision.title')}
      aside={home.vision ? <Act onClick={write}>{t('common:change')}</Act> : null}
    >
      {home.vision ? (
        <Card>
          <p className="goal-words">“{home.vision}”</p>
        </Card>
      ) : (
        <Card>
          <p className="dim">{t('vision.none', { peer })}</p>
          <Button variant="light" mt={12} onClick={write}>
            {t('vision.write')}
          </Button>
        </Card>
      )}
      {writing ? (
        <VisionSheet before={home.vision} peer={peer} onClose={() => setWriting(false)} />
      ) : null}
    </Section>
  )
}
