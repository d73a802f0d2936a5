import { Skeleton } from '@mantine/core'
import { IconHeartHandshake } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../app/api.ts'
import { Answer, Loading, Notice, SentenceSkeleton } from '../../../pieces/answer.tsx'
import { later } from '../../../pieces/later.tsx'
import { PeerShell } from './shell.tsx'

const OfferForm = later(
  () => import('./offer-form.tsx').then((part) => part.OfferForm),
  () => <Opening />,
)

/** Somebody asks for this peer; a yes starts with the boundary agreement, a no needs no reason. */
export function PeerOffer({ referralId }: { referralId: string }) {
  const { t } = useTranslation(['peer', 'common'])
  const offers = useRead('listOffers', {})
  const offer = offers.data?.offers.find((one) => one.referralId === referralId)
  if (offer) return <OfferForm key={referralId} offer={offer} />
  return (
    <PeerShell back={{ word: t('offer.back'), to: '/peer' }}>
      <Answer of={offers} skeleton={<OfferSkeleton />}>
        {() => (
          <Notice icon={IconHeartHandshake} title={t('offer.gone')}>
            <p>{t('offer.goneWhy')}</p>
          </Notice>
        )}
      </Answer>
    </PeerShell>
  )
}

function Opening() {
  const { t } = useTranslation(['peer', 'common'])
  return (
    <PeerShell back={{ word: t('offer.back'), to: '/peer' }}>
      <Loading>
        <OfferSkeleton />
      </Loading>
    </PeerShell>
  )
}

function OfferSkeleton() {
  return (
    <>
      <SentenceSkeleton />
      <Skeleton h={90} />
      <Skeleton h={260} />
    </>
  )
}
