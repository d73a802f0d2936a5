import { keyIdOf } from '@careloom/event-sourcing/keys'
import { makeSecrets, secretsIn, secretsOfHouse } from './secrets.ts'

// For the spec of secrets: makes some at a moment that it is told, beside other processes, and tells which there are.
const [folder = '', how = '', at = '0'] = process.argv.slice(2)
while (Date.now() < Number(at));
if (how === 'house') makeSecrets(folder)
else secretsIn(folder)
const { keks, chainKey, claimsKey } = secretsOfHouse(folder)
process.stdout.write([keks[0], chainKey, claimsKey].map(keyIdOf).join(' '))
