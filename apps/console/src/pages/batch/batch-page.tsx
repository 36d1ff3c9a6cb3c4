import { IconPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useSearchState } from '../../app/use-search-state.ts';
import { IconButton, PageHeader } from '../../components/page.tsx';
import { useDraft } from '../../session/session.ts';
import { BatchProgress } from './batch-progress.tsx';
import { requestsAsTable } from './batch-results.ts';
import { emptySource, type Source } from './batch-source.ts';
import { LatestBatches, latestBatchesKey } from './latest-batches.tsx';
import { NewBatch } from './new-batch.tsx';

const readBatchId = ({ job }: Record<string, unknown>) => ({
  job: typeof job === 'string' && job !== '' ? job : undefined,
});

/** Many captions at once: given as lines or a table, watched while they are written, exported. */
export function BatchPage() {
  const [{ job: batchId }, setSearch] = useSearchState(readBatchId);
  const [source, setSource] = useDraft<Source>('batch.source', emptySource);
  const queryClient = useQueryClient();
  const shownId = useRef(batchId);
  useEffect(() => {
    if (shownId.current === batchId) return;
    shownId.current = batchId;
    // What had the focus may be gone with the view it was in.
    document.querySelector<HTMLElement>('[data-page-heading]')?.focus();
  }, [batchId]);

  function open(id: string | undefined) {
    setSearch({ job: id });
    void queryClient.invalidateQueries({ queryKey: latestBatchesKey });
  }

  return (
    <>
      <PageHeader
        title="Batch"
        description="Have up to 100 captions written at once. It goes on when you close the page."
        actions={
          batchId !== undefined && (
            <IconButton Icon={IconPlus} onClick={() => open(undefined)}>
              New batch
            </IconButton>
          )
        }
      />
      {batchId === undefined ? (
        <NewBatch
          source={source}
          onChange={setSource}
          onStarted={(id) => {
            setSource({ ...source, lines: '', table: '' });
            open(id);
          }}
        />
      ) : (
        <BatchProgress
          key={batchId}
          batchId={batchId}
          onRetried={open}
          onTakeOver={(items) => {
            setSource({ ...source, mode: 'table', table: requestsAsTable(items) });
            open(undefined);
          }}
        />
      )}
      <LatestBatches openId={batchId} />
    </>
  );
}
