import { ApiProblem } from '@careloom/web-api'
import { QueryClient } from '@tanstack/react-query'
import i18next from 'i18next'

/** Server state. A refusal is an answer and is not asked again; a failure is, twice. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: true,
      retry: (count, error) =>
        count < 2 && !(error instanceof ApiProblem && error.problem.status < 500),
    },
    mutations: { retry: false, networkMode: 'always' },
  },
})

// Titles and reasons were said in the other language.
i18next.on('languageChanged', () => void queryClient.invalidateQueries())
