import { createMemoryHistory } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { stopClockAt } from '../app/clock.ts'
import { fakeFetch, storyWrites } from './fake-fetch.ts'
import { storyTime } from './recorded.ts'
import { states, stories } from './stories.ts'

// `?story=peer-today&state=empty&lang=es&scheme=dark`: one screen in one state, from recorded answers.
const ask = new URLSearchParams(location.search)
const story = stories[ask.get('story') ?? '']
const state = states.find((one) => one === ask.get('state')) ?? 'full'

async function tell(): Promise<void> {
  if (!story) return list()
  stopClockAt(storyTime)
  globalThis.fetch = fakeFetch(state, story.who)
  Object.assign(globalThis, { storyWrites })
  if (state === 'offline') Object.defineProperty(navigator, 'onLine', { get: () => false })
  sessionStorage.clear()
  localStorage.setItem('careloom.visit', 'story')
  if (story.who !== 'nobody')
    sessionStorage.setItem(
      'careloom.session',
      JSON.stringify({
        kind: story.launched ? 'launch' : 'sign-in',
        accessToken: 'story',
        visit: 'story',
        // Nobody's drafts are shown in another picture.
        subject: crypto.randomUUID(),
        expiresAt: Date.parse(storyTime) + 3_600_000,
      }),
    )
  // Only now: these modules read what was just put in place.
  const { App } = await import('../app/app.tsx')
  const { startEvents } = await import('../app/events.ts')
  const { speak, startWords } = await import('../app/i18n.ts')
  const { makeRouter } = await import('../app/router.tsx')
  startWords()
  speak(ask.get('lang') === 'es' ? 'es' : 'en')
  startEvents()
  const router = makeRouter(createMemoryHistory({ initialEntries: [story.path] }))
  const scheme = ask.get('scheme') === 'dark' ? 'dark' : 'light'
  const place = document.getElementById('root')
  if (place) createRoot(place).render(<App router={router} scheme={scheme} />)
}

/** Without a story: links to all of them. */
function list(): void {
  const items = Object.entries(stories).map(([name, { states: own }]) => {
    const item = document.createElement('li')
    item.append(`${name}: `)
    for (const one of own) {
      const link = document.createElement('a')
      link.href = `?story=${name}&state=${one}`
      link.textContent = `${one} `
      item.append(link)
    }
    return item
  })
  const list = document.createElement('ul')
  list.append(...items)
  document.getElementById('root')?.append(list)
}

void tell()
