/** What the page's own small script asked before the app was here. */
declare global {
  interface Window {
    firstReads?: { readonly token: string; readonly answers: Map<string, Promise<Response | null>> }
  }
}

/** The answer that was asked for in advance with this token, once; undefined when there is none, or no good one. */
export async function firstRead(
  url: Parameters<typeof fetch>[0],
  init: RequestInit | undefined,
  token: string | null,
): Promise<Response | undefined> {
  const { firstReads } = window
  if (firstReads === undefined || firstReads.token !== token || typeof url !== 'string')
    return undefined
  if ((init?.method ?? 'GET') !== 'GET') return undefined
  const answer = await firstReads.answers.get(url)
  firstReads.answers.delete(url)
  return answer?.ok ? answer : undefined
}
