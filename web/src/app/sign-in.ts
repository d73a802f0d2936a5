import { z } from 'zod'
import { setSession } from './session.ts'
import { enterVisit, howLeft } from './visit.ts'

/** What is to happen after a sign-in: where to go, if it is the person who was there before. */
const question = z.object({
  returnTo: z.string().startsWith('/').catch('/'),
  onlyFor: z.string().optional(),
})
type Question = z.infer<typeof question>

function here(): string {
  const { pathname, search } = location
  return pathname === '/signed-out' ? '/' : pathname + search
}

/** Who was signed in last with this tab. */
const lastPlace = 'careloom.last'

/** Back to this page after a sign-in, unless somebody else signs in now. */
export function signInAgain(): Promise<void> {
  const onlyFor = sessionStorage.getItem(lastPlace)
  return beginSignIn({ returnTo: here(), ...(onlyFor === null ? {} : { onlyFor }) })
}

/** Leaves for the identity provider. Whoever left before gives their password again. */
export async function beginSignIn(asked: Question): Promise<void> {
  const { questionUrl } = await import('./identity-provider.ts')
  location.assign(await questionUrl(asked, howLeft() !== null))
}

/** Ends what `beginSignIn` began; answers where to go. @throws when the answer is not to our question. */
export async function completeSignIn(url: string): Promise<string> {
  const { answerOf } = await import('./identity-provider.ts')
  const { asked, tokens } = await answerOf(url)
  setSession({ kind: 'sign-in', ...tokens, visit: enterVisit() })
  sessionStorage.setItem(lastPlace, tokens.subject)
  const { returnTo, onlyFor } = question.parse(asked ?? {})
  return onlyFor === undefined || onlyFor === tokens.subject ? returnTo : '/'
}
