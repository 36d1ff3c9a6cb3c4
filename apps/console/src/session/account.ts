import { useQuery } from '@tanstack/react-query';
import { genie } from '../api.ts';

const staleTimeMs = 5 * 60_000;

/** The account of whoever is signed in, read once for all that show something of it. */
export function useAccount() {
  return useQuery({
    queryKey: ['account'],
    queryFn: ({ signal }) => genie.account.get({ signal }),
    staleTime: staleTimeMs,
  });
}
