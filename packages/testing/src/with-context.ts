/** What a test hands to whatever it sets up, so that it is put away again. */
export type TestContext = {
  /** Is called when the test is over, last come first, whether it passed or not. */
  readonly after: (putAway: () => unknown) => void
}

/** Gives a test a context of its own; an error while putting away fails a test that had passed. */
export function withContext(test: (context: TestContext) => unknown): () => Promise<void> {
  return async () => {
    const open: (() => unknown)[] = []
    try {
      await test({ after: (putAway) => open.unshift(putAway) })
    } finally {
      for (const putAway of open) await putAway()
    }
  }
}
