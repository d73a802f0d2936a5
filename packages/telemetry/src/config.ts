import { address, optional, settingsOf } from '@careloom/config'

export const settings = settingsOf('telemetry', {
  endpoint: optional(
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    address,
    'the collector that spans are sent to (OTLP over HTTP)',
    'no spans',
  ),
})
