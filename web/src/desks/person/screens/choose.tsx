import type { Choice, Profile, Reason } from '@careloom/web-api'
import { Button, Skeleton } from '@mantine/core'
import { IconHeart } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../../app/api.ts'
import { capital, useNumberWord } from '../../../app/format.ts'
import { Answer, Notice, SentenceSkeleton, WriteTrouble } from '../../../pieces/answer.tsx'
import { Card, Face, Sentence } from '../../../pieces/basics.tsx'
import { toast } from '../../../pieces/toast.tsx'
import { useReasonWords } from '../say-reason.ts'
import { PersonShell } from './shell.tsx'

/** Up to three short profiles with equal buttons; *Someone else* and *Not now* are as large as any. */
export function PersonChoose() {
  const { t } = useTranslation(['person', 'common'])
  const navigate = useNavigate()
  const choices = useRead('listChoices', {})
  const back = { word: t('choose.back'), to: '/person' }
  const choice = choices.data?.choices.find(({ profiles }) => profiles.length > 0)
  const send = useWrite('answerChoice', () => void navigate({ to: '/person' }))
  const answer = (
    body: { choose: string } | { answer: 'someone-else' | 'not-now' },
    says: string,
  ) => {
    if (!choice) return
    send.mutate(
      { params: { referralId: choice.referralId }, body },
      { onSuccess: () => toast(says) },
    )
  }
  const elsewhere = choice ? (
    <div className="two-buttons">
      <Button
        variant="default"
        disabled={send.isPending}
        onClick={() => answer({ answer: 'someone-else' }, t('choose.elseDone'))}
      >
        {t('choose.else')}
      </Button>
      <Button
        variant="default"
        disabled={send.isPending}
        onClick={() => answer({ answer: 'not-now' }, t('choose.notNowDone'))}
      >
        {t('choose.notNow')}
      </Button>
    </div>
  ) : null
  return (
    <PersonShell back={back} action={elsewhere}>
      <Answer of={choices} skeleton={<ChooseSkeleton />}>
        {({ givenName }) =>
          choice ? (
            <>
              <Profiles
                choice={choice}
                name={givenName}
                disabled={send.isPending}
                onChoose={({ peerWorkerId, name }) =>
                  answer({ choose: peerWorkerId }, t('choose.chose', { peer: name }))
                }
              />
              <WriteTrouble error={send.error} />
            </>
          ) : (
            <Notice icon={IconHeart} title={t('choose.none')}>
              <p>{t('choose.noneWhy')}</p>
            </Notice>
          )
        }
      </Answer>
    </PersonShell>
  )
}

function Profiles({
  choice,
  name,
  disabled,
  onChoose,
}: {
  choice: Choice
  name: string
  disabled: boolean
  onChoose: (profile: Profile) => void
}) {
  const { t } = useTranslation(['person', 'common'])
  const word = useNumberWord()
  const count = choice.profiles.length
  return (
    <>
      <Sentence lede={t('choose.lede')}>
        {capital(t('choose.title', { count, n: word(count), name }))}
      </Sentence>
      <ul className="stack gap-16">
        {choice.profiles.map((profile) => (
          <Card key={profile.peerWorkerId} as="li">
            <div className="row profile">
              <Face name={profile.name} size={48} />
              <h2 className="profile-name">
                {profile.name} <span className="dim small">{profile.title}</span>
              </h2>
            </div>
            {profile.says ? <p className="mb-10">“{profile.says}”</p> : null}
            <InCommon reasons={profile.inCommon} />
            <p className="dim profile-when">{whenAndHow(profile, t)}</p>
            <Button variant="light" fullWidth disabled={disabled} onClick={() => onChoose(profile)}>
              {t('choose.meet', { peer: profile.name.split(' ')[0] })}
            </Button>
          </Card>
        ))}
      </ul>
    </>
  )
}

type Say = TFunction<['person', 'common']>

/** When and how, in words. */
function whenAndHow({ when, modalities }: Profile, t: Say): string {
  const how = modalities.map((modality) => t(`common:modality.${modality}`)).join(', ')
  return [when, how].filter(Boolean).join('. ')
}

function InCommon({ reasons }: { reasons: Reason[] }) {
  const say = useReasonWords()
  if (reasons.length === 0) return null
  return (
    <p className="icon-line">
      <IconHeart size={18} aria-hidden />
      <span>{reasons.map(say).join(' ')}</span>
    </p>
  )
}

function ChooseSkeleton() {
  return (
    <>
      <SentenceSkeleton />
      <Skeleton h={240} />
      <Skeleton h={240} />
    </>
  )
}
