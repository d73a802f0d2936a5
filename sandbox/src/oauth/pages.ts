import type { KoaContextWithOIDC } from 'oidc-provider'

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text made safe for HTML content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => entities[mark] ?? mark)
}

/** A whole page with one heading; `body` is HTML already. No inline script or style, so any strict CSP fits. */
export function plainPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title></head>
<body><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>`
}

/** Says that a sign-in could not go on, with the standard's own error word and nothing of the inside. */
export function errorPage(
  ctx: KoaContextWithOIDC,
  error: string,
  description: string | undefined,
  home: string,
): void {
  const detail = escapeHtml(description ?? 'Something went wrong on our side.')
  ctx.type = 'html'
  ctx.body = plainPage(
    'Signing in did not work',
    `<p>${detail}</p><p>Code to quote: <code>${escapeHtml(error)}</code></p><p><a href="${escapeHtml(home)}">Start again</a></p>`,
  )
}
