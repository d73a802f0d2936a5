import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { startEvents } from './app/events.ts'
import { startWords } from './app/i18n.ts'
import { keepAway } from './app/leave.ts'
import { makeRouter } from './app/router.tsx'

keepAway()
startWords()
startEvents()
const place = document.getElementById('root')
if (place) createRoot(place).render(<App router={makeRouter()} />)
