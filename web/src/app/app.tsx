import '../pieces/layers.css'
import '@fontsource-variable/inter/wght.css'
import './mantine-styles.ts'
import '../pieces/pieces.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { queryClient } from './query-client.ts'
import type { makeRouter } from './router.tsx'
import { cssVariables, theme } from './theme.ts'

/** The nonce that the gateway put into the page: a strict style-src lets Mantine's two style tags through. */
const nonce = () => document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? ''

export function App({
  router,
  scheme,
}: {
  router: ReturnType<typeof makeRouter>
  /** For stories; otherwise the device decides. */
  scheme?: 'light' | 'dark'
}) {
  return (
    <MantineProvider
      getStyleNonce={nonce}
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      {...(scheme ? { forceColorScheme: scheme } : {})}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  )
}
