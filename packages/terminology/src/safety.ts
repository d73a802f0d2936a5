/** Whom the person may tell of an answer above the lowest to the item on self-harm. */
export const safetyReaders = ['peer', 'clinician'] as const
export type SafetyReader = (typeof safetyReaders)[number]
