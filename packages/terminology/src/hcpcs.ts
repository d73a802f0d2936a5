import { codeSystems } from './coding.ts'
import type { Coding } from './coding.ts'

/** The unit in which peer support is billed (HCPCS Level II). */
export const peerServices: Coding<'H0038'> = {
  system: codeSystems.hcpcs,
  code: 'H0038',
  display: 'Self-help/peer services, per 15 minutes',
}

/** Modifiers of H0038 that we render; payers define more. */
export const peerServiceModifiers = {
  substanceUseProgram: {
    system: codeSystems.hcpcs,
    code: 'HF',
    display: 'Substance abuse program',
  },
  groupSetting: { system: codeSystems.hcpcs, code: 'HQ', display: 'Group setting' },
} as const satisfies Readonly<Record<string, Coding>>
