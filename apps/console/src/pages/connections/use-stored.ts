import type { Connection, DownloadCredential } from '@genie-helper/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { genie } from '../../api.ts';

const connectionsKey = ['credentials', 'connections'];
const downloadsKey = ['credentials', 'downloads'];

export type { Connection, DownloadCredential };

/** What the user has stored, without anything secret. */
export function useStored() {
  const connections = useQuery({
    queryKey: connectionsKey,
    queryFn: ({ signal }) => genie.credentials.list({ signal }),
  });
  const downloads = useQuery({
    queryKey: downloadsKey,
    queryFn: ({ signal }) => genie.credentials.listDownloads({ signal }),
  });
  return { connections, downloads };
}

/** @returns what has both lists fetched again, and waits for them */
export function useRefreshStored(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['credentials'] });
}
