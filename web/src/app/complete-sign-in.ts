import { z } from 'zod'
import { setSession } from './session.ts'
import { lastPlace } from './sign-in.ts'
import { enterVisit } from './visit.ts'

const question = z.object({
  returnTo: z.string().startsWith('/').catch('/'),
  onlyFor: z.string().optional(),
})

/** Ends what `beginSignIn` began; answers where to go. @throws when the answer is not to our question. */
export async function completeSignIn(url: string): Promise<string> {
  const { answerOf } = await import('./identity-provider.ts')
  const { asked, tokens } = await answerOf(url)
  setSession({ kind: 'sign-in', ...tokens, visit: enterVisit() })
  sessionStorage.setItem(lastPlace, tokens.subject)
  const { returnTo, onlyFor } = question.parse(asked ?? {})
  return onlyFor === undefined || onlyFor === tokens.subject ? returnTo : '/'
}
