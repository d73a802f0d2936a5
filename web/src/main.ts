import { session } from './app/session.ts'
import { signInAgain } from './app/sign-in.ts'
import { howLeft } from './app/visit.ts'
import { keepAway } from './app/weather.ts'

/** Nobody is signed in, has just left, or sees anything of this page before they sign in; the gateway says so of the page. */
const asksFirst = () =>
  document.querySelector('meta[name=guarded]') !== null && session() === null && howLeft() === null

keepAway()
// On a slow line whoever has to sign in is on the way while the app comes.
if (asksFirst()) void signInAgain()
else void import('./start.tsx').then(({ start }) => start())
