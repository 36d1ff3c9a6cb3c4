import { GenieError } from '@genie-helper/client';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';

/**
 * Holds what was read from the API. It repeats nothing: the client does that, where a repetition is safe.
 *
 * @param onRightsLost called when the API says that somebody is no administrator (any more)
 */
export function createQueryClient(onRightsLost: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (error instanceof GenieError && error.code === 'auth.admin_only') onRightsLost();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: { retry: false, staleTime: 10_000, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
