import { howLeft } from './visit.ts'

/** What is to happen after a sign-in: where to go, if it is the person who was there before. */
type Question = { readonly returnTo: string; readonly onlyFor?: string }

function here(): string {
  const { pathname, search } = location
  return pathname === '/signed-out' ? '/' : pathname + search
}

/** Who was signed in last with this tab. */
export const lastPlace = 'careloom.last'

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
