import type { ToldSafety } from '@careloom/web-api'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../../app/api.ts'
import { addWords } from '../../../app/i18n.ts'
import { Answer, Notice, SentenceSkeleton } from '../../../pieces/answer.tsx'
import { Card, Section, Sentence, When } from '../../../pieces/basics.tsx'
import { SafetyLines } from '../../../pieces/safety.tsx'
import { ToldSafetyActs } from '../../../pieces/told-safety.tsx'
import * as words from '../words/safety.ts'
import { PeerShell } from './shell.tsx'

addWords('peerSafety', words)

const steps = ['call', 'ask', 'line', 'alone', 'write'] as const

/** What to do when a person lets the peer know of an answer about self-harm. */
export function PeerSafety({ assignmentId }: { assignmentId: string }) {
  const { t } = useTranslation(['peerSafety', 'peer', 'common'])
  const person = useRead('getPeerPerson', { params: { assignmentId } })
  return (
    <PeerShell
      back={{ word: t('peer:tab.today'), to: '/peer' }}
      top={<b>{person.data?.personDisplay}</b>}
    >
      <Answer of={person} skeleton={<SentenceSkeleton />}>
        {({ safety }) =>
          safety ? (
            <WhatToDo safety={safety} assignmentId={assignmentId} />
          ) : (
            <Notice title={t('nothing')}>
              <p>{t('nothingWhy')}</p>
            </Notice>
          )
        }
      </Answer>
    </PeerShell>
  )
}

function WhatToDo({ safety, assignmentId }: { safety: ToldSafety; assignmentId: string }) {
  const { t } = useTranslation(['peerSafety', 'peer', 'common'])
  const send = useWrite('acknowledgeSafety')
  const { givenName: name, measureId } = safety
  const seen = () => send.mutate({ params: { assignmentId, measureId }, body: {} })
  return (
    <>
      <Sentence lede={t('lede', { name })}>{t('title', { name })}</Sentence>
      <p className="dim">
        {t('since', { name })} <When at={safety.at} ends />
      </p>
      <Card tone={safety.seenAt ? undefined : 'needs'}>
        <ToldSafetyActs safety={safety} onSeen={seen} busy={send.isPending} error={send.error} />
      </Card>
      <Section title={t('what')}>
        <ol className="reasons">
          {steps.map((step) => (
            <li key={step}>{t(`step.${step}`, { name })}</li>
          ))}
        </ol>
      </Section>
      <Section title={t('common:safety.title')}>
        <SafetyLines />
      </Section>
    </>
  )
}
