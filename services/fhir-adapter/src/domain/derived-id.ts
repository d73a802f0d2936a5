/** A UUID of version 8 (RFC 9562) that follows from a hash in hexadecimal: made twice, it is the same. */
export function uuidOf(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
