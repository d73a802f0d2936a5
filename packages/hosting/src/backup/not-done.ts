/** A backup or a restore that does not begin: what is missing, and the way on. Nothing has been touched. */
export class NotBegun extends Error {
  override readonly name = 'NotBegun'
}

/** A backup or a restore that found something wrong on its way: what, and the way on. */
export class NotFinished extends Error {
  override readonly name = 'NotFinished'
}
