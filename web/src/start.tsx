import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { startEvents } from './app/events.ts'
import { startWords } from './app/i18n.ts'
import { makeRouter } from './app/router.tsx'

/** The app itself, drawn once its page is here: after an empty first picture React would hold the next one back for 300 ms. */
export async function start(): Promise<void> {
  startWords()
  startEvents()
  const router = makeRouter()
  await router.load()
  const place = document.getElementById('root')
  if (place) createRoot(place).render(<App router={router} />)
}
