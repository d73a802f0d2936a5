import { join } from 'node:path'
import type { Env } from '@careloom/config'
import { settings } from './config.ts'

/**
 * Where the data, their secrets and their witness are.
 * @param root the folder of the code: the data lie in it unless the environment says otherwise
 * @throws WrongSettings
 */
export function dataPlaceIn(env: Env, root: string) {
  const { dataDir = join(root, 'data'), syslog, ...said } = settings.read(env)
  const secretsDir = said.secretsDir ?? `${dataDir}.secrets`
  const witnessFile = said.witnessFile ?? join(secretsDir, 'witness.jsonl')
  return { dataDir, secretsDir, witnessFile, syslog }
}
