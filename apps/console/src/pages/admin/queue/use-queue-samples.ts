import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { genie } from '../../../api.ts';
import { addSample, type QueueSample } from './queue-samples.ts';

/** How often the queue is looked at while this tab is in sight, in milliseconds. */
const pollMs = 5_000;

/** What the queue is like now, and what it was like since this page was opened. */
export function useQueueSamples(isPaused: boolean) {
  const query = useQuery({
    queryKey: ['admin', 'queue-stats'],
    queryFn: async ({ signal }) => (await genie.queue.stats({ signal }))['caption-jobs'],
    refetchInterval: isPaused ? false : pollMs,
    refetchIntervalInBackground: false,
    refetchOnWindowFocus: !isPaused,
    staleTime: 0,
  });
  const { data: counts, dataUpdatedAt: atMs } = query;
  const [samples, setSamples] = useState<readonly QueueSample[]>([]);
  useEffect(() => {
    if (counts !== undefined) setSamples((before) => addSample(before, { atMs, ...counts }));
  }, [counts, atMs]);
  return { query, samples };
}
