/* Reads care team and referrals again every ten seconds while the page is looked at, and says when they changed. */
const box = document.getElementById('peer-support')

async function refresh() {
  if (box === null || document.hidden) return
  const response = await fetch(box.dataset.source, { credentials: 'same-origin' })
  if (!response.ok) return
  const text = await response.text()
  if (text.trim() === box.dataset.shown) return
  const first = box.dataset.shown === undefined
  box.dataset.shown = text.trim()
  if (first && box.innerHTML.replace(/\s+/g, '') === text.replace(/\s+/g, '')) return
  box.innerHTML = text
}

if (box !== null) setInterval(() => refresh().catch(() => undefined), 10_000)
