import { anyText, hostAndPort, optional, settingsOf } from '@careloom/config'

/** Where the data are, and what proves them: what a start, a backup, a restore and a proof are told alike. */
export const settings = settingsOf('data', {
  dataDir: optional(
    'CARELOOM_DATA',
    anyText('a path'),
    'the folder of the data',
    '`data` beside the code',
  ),
  secretsDir: optional(
    'CARELOOM_SECRETS',
    anyText('a path'),
    'the folder of the secrets, which must not lie with the data',
    'the folder of the data with `.secrets` at its end',
  ),
  witnessFile: optional(
    'CARELOOM_WITNESS',
    anyText('a path'),
    'the file that remembers the heads of the logs; put it on another disk',
    '`witness.jsonl` beside the secrets',
  ),
  syslog: optional(
    'CARELOOM_SYSLOG',
    hostAndPort,
    'a syslog server that is told the heads of the logs as well',
    'nobody else is told',
  ),
})
