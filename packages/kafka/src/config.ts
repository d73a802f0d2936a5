import {
  anyText,
  byDefault,
  form,
  hostAndPort,
  oneOf,
  optional,
  required,
  settingsOf,
} from '@careloom/config'

/** kafkajs takes no address of IPv6, but names of hosts that have one. */
const brokers = form('`host:port` of one or more brokers, with commas between them', (text) => {
  const list = text.split(',').map((each) => each.trim())
  const isOne = (each: string) => /^[^:]+:\d+$/.test(each) && 'value' in hostAndPort.read(each)
  return list.every(isOne) ? list : undefined
})

/** Where the house's Kafka is, and by which client it is spoken to. */
export const settings = settingsOf('kafka', {
  brokers: required('CARELOOM_KAFKA', brokers, 'where Kafka is'),
  client: byDefault(
    'CARELOOM_KAFKA_CLIENT',
    oneOf('kafkajs', 'platformatic'),
    'kafkajs',
    'the client that speaks to Kafka',
  ),
  prefix: optional(
    'CARELOOM_KAFKA_PREFIX',
    anyText('a text'),
    'what the names of topics begin with',
    'topics have their own names',
  ),
  brokerCount: byDefault(
    'CARELOOM_KAFKA_BROKERS',
    oneOf('one', 'three-or-more'),
    'three-or-more',
    'how many brokers there are: `one` lets what is acknowledged lie on a single disk',
  ),
})
