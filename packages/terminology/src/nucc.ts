import { codeSystems } from './coding.ts'
import type { Coding } from './coding.ts'

/**
 * "Peer Specialist" (NUCC provider taxonomy). The definition requires certification through a training process defined by
 * a government agency: a lay helper never carries this code.
 */
export const peerSpecialist: Coding<'175T00000X'> = {
  system: codeSystems.nucc,
  code: '175T00000X',
  display: 'Peer Specialist',
}
