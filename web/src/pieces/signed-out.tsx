import { Button } from '@mantine/core'
import { IconDoor } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { signInAgain } from '../app/sign-in.ts'
import { howLeft } from '../app/visit.ts'
import { Notice } from './answer.tsx'
import { Door } from './shells.tsx'

/** Nobody is signed in, and nobody will be until this is pressed. */
export function SignedOut() {
  const { t } = useTranslation()
  const how = howLeft() === 'locked' ? 'locked' : 'signedOut'
  return (
    <Door>
      <main>
        <Notice
          icon={IconDoor}
          title={t(`${how}.title`)}
          action={<Button onClick={() => void signInAgain()}>{t('signedOut.again')}</Button>}
        >
          <p>{t(`${how}.lede`)}</p>
        </Notice>
      </main>
    </Door>
  )
}
