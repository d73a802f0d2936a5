import type { Words } from './words.ts'

/** What peer workers are called: one role, many titles; the jurisdiction's own term is data of its rule pack. */
export const peerWorkerTitles = {
  'peer-specialist': { en: 'Peer specialist', es: 'Especialista en apoyo entre pares' },
  'recovery-coach': { en: 'Recovery coach', es: 'Orientador de recuperación' },
  'youth-peer': { en: 'Youth peer specialist', es: 'Especialista en apoyo entre jóvenes' },
  'family-peer': { en: 'Family peer specialist', es: 'Especialista en apoyo entre familias' },
} as const satisfies Readonly<Record<string, Words>>
export type PeerWorkerTitle = keyof typeof peerWorkerTitles
