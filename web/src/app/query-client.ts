import { ApiProblem } from '@careloom/web-api'
import { QueryClient } from '@tanstack/react-query'

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
