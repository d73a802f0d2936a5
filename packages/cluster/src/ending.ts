import { drainMs } from '@careloom/hosting/http'
import { graceMs } from '@careloom/rpc/grpc'

/** Whoever tells a process to end takes it away then, whatever it is at: so does Kubernetes, unless told otherwise. */
export const takenAwayMs = 30_000
/** For a machine that is busy. */
const spareMs = 2_000
/** By then it ends by itself: what is still under way is cut off. */
export const longestEndMs = takenAwayMs - spareMs

/** What a door and a server have under way ends one after the other; then leases are given back and files closed. */
const closingMs = drainMs + graceMs + 4_000
/** How long it may go on answering first: all of it has an end before it is cut off. */
export const longestDrainSeconds = Math.floor((longestEndMs - closingMs) / 1_000)

/** How long what is being opened is waited for when it is told to end: whatever hangs then holds nothing yet. */
export const openingMs = 2_000
