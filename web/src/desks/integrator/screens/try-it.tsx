import { CopyButton, Tabs } from '@mantine/core'
import { IconCopy } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { endpoints } from '../../../app/endpoints.ts'
import { Card, Section } from '../../../pieces/basics.tsx'

const examples = ['token', 'refer', 'read'] as const
type Example = (typeof examples)[number]

/** Commands that work against this very server. */
function commandFor(example: Example, base: string): string {
  if (example === 'token')
    return `TOKEN=$(curl -s ${endpoints.token} \\
  -u "$CLIENT_ID:$CLIENT_SECRET" \\
  -d grant_type=client_credentials | jq -r .access_token)`
  if (example === 'refer')
    return `curl ${base}/fhir/ServiceRequest \\
  -H "Authorization: Bearer $TOKEN" \\
  -H "Content-Type: application/fhir+json" \\
  -d @service-request.json`
  return `curl "${base}/fhir/CareTeam?patient=$PATIENT" \\
  -H "Authorization: Bearer $TOKEN" \\
  -H "Accept: application/fhir+json"`
}

/** Copyable commands for the same journey by FHIR alone. */
export function TryIt() {
  const { t } = useTranslation(['integrator', 'common'])
  const [shown, setShown] = useState<Example>('token')
  const copy = (
    <CopyButton value={commandFor(shown, location.origin)}>
      {({ copied, copy: press }) => (
        <button type="button" className="link" onClick={press}>
          <IconCopy size={18} aria-hidden />
          {copied ? t('try.copied') : t('try.copy')}
        </button>
      )}
    </CopyButton>
  )
  const choose = (value: string | null) =>
    setShown(examples.find((example) => example === value) ?? 'token')
  return (
    <Section title={t('try.title')} aside={copy}>
      <Card>
        <Tabs value={shown} onChange={choose}>
          <Tabs.List aria-label={t('try.example')}>
            {examples.map((example) => (
              <Tabs.Tab key={example} value={example}>
                {t(`try.${example}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {examples.map((example) => (
            <Tabs.Panel key={example} value={example} pt={12}>
              <pre
                className="code"
                tabIndex={0}
                aria-label={t('try.command', { what: t(`try.${example}`) })}
              >
                <code>{commandFor(example, location.origin)}</code>
              </pre>
            </Tabs.Panel>
          ))}
        </Tabs>
      </Card>
    </Section>
  )
}
