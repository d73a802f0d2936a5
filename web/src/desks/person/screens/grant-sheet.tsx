import {
  consentGrant,
  part2ConsentTextVersion,
  sharingConsentTextVersion,
  type Sharing,
} from '@careloom/web-api'
import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../app/api.ts'
import { now } from '../../../app/clock.ts'
import { useServerForm } from '../../../app/form.ts'
import { WriteTrouble } from '../../../pieces/answer.tsx'
import { Sheet } from '../../../pieces/sheet.tsx'
import { toast } from '../../../pieces/toast.tsx'
import { useCategoryWords } from '../words/categories.ts'

const inOneYear = () => new Date(now() + 365 * 86_400_000).toISOString().slice(0, 10)

/** Opens some categories to one organization, with the text that the person signs. */
export function GrantSheet({ line, onClose }: { line: Sharing; onClose: () => void }) {
  const { t } = useTranslation(['person', 'common'])
  const words = useCategoryWords()
  const name = line.organizationName
  const what = words(line.offered)
  const send = useWrite('grantConsent', () => {
    onClose()
    toast(t('grant.done', { name }))
  })
  const { form, submit } = useServerForm({
    schema: consentGrant,
    initial: { until: 'year', signedName: '' },
    bodyOf: ({ until, signedName }) => ({
      organizationId: line.organizationId,
      categories: line.offered,
      until: until === 'year' || line.part2 ? inOneYear() : null,
      textVersion: line.part2 ? part2ConsentTextVersion : sharingConsentTextVersion,
      signedName,
    }),
    says: () => t('common:field.required'),
  })
  return (
    <Sheet open onClose={onClose} title={t('grant.title', { name })} closeWord={t('grant.keep')}>
      <div className="stack gap-16">
        <p>{t('grant.lead', { name, what })}</p>
        <div className="card consent-text" data-tone="well">
          <p>{t('grant.text', { name, what })}</p>
          {line.part2 ? <p>{t('grant.part2', { name })}</p> : null}
        </div>
        {line.part2 ? null : (
          <SegmentedControl
            fullWidth
            aria-label={t('grant.until')}
            {...form.getInputProps('until')}
            data={[
              { value: 'year', label: t('grant.year') },
              { value: 'open', label: t('grant.open') },
            ]}
          />
        )}
        <TextInput label={t('grant.sign')} maxLength={120} {...form.getInputProps('signedName')} />
        <Button onClick={() => submit((body) => send.mutate({ body }))} disabled={send.isPending}>
          {t('grant.do', { name })}
        </Button>
        <WriteTrouble error={send.error} />
      </div>
    </Sheet>
  )
}
