import { Alert } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useSearchState } from '../../app/use-search-state.ts';
import { IconButton, PageHeader } from '../../components/page.tsx';
import { useDraft } from '../../session/session.ts';
import { emptyLedger, type Ledger } from './batch-ledger.ts';
import { BatchProgress } from './batch-progress.tsx';
import { requestsAsTable } from './batch-results.ts';
import { emptySource, type Source } from './batch-source.ts';
import { LatestBatches, latestBatchesKey } from './latest-batches.tsx';
import { NewBatch } from './new-batch.tsx';
import { exampleTopics } from './source-input.tsx';

const readBatchId = ({ job }: Record<string, unknown>) => ({
  job: typeof job === 'string' && job !== '' ? job : undefined,
});

function isEmpty({ lines, table }: Source): boolean {
  return `${lines}${table}`.trim() === '';
}

/** Many captions at once: given as lines or a table, watched while they are written, exported. */
export function BatchPage() {
  const [{ job: batchId }, setSearch] = useSearchState(readBatchId);
  const [source, setSource] = useDraft<Source>('batch.source', emptySource);
  const [ledger, setLedger] = useDraft<Ledger>('batch.ledger', emptyLedger);
  const [started, setStarted] = useState<string[]>([]);
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
        description="Have up to 1,000 captions written at once. It goes on when you close the page."
        actions={
          batchId !== undefined && (
            <IconButton Icon={IconPlus} onClick={() => open(undefined)}>
              New batch
            </IconButton>
          )
        }
      />
      {batchId === undefined && started.length > 1 && (
        <Alert role="status" color="lamp" mb="xl" title={`${started.length} batches are started`}>
          They are listed below, and go on when you close the page.
        </Alert>
      )}
      {batchId === undefined ? (
        <NewBatch
          source={source}
          ledger={ledger}
          onChange={(next) => {
            setSource(next);
            setStarted([]);
          }}
          onLedger={setLedger}
          onAllStarted={() => {
            setSource((now) => ({ ...now, lines: '', table: '' }));
            setLedger(emptyLedger);
          }}
          onStarted={(ids) => {
            const [only] = ids;
            if (ids.length === 1 && only !== undefined) open(only);
            else {
              setStarted(ids);
              open(undefined);
              // The button that was pressed has nothing to start any more.
              document.querySelector<HTMLElement>('[data-page-heading]')?.focus();
            }
          }}
        />
      ) : (
        <BatchProgress
          key={batchId}
          batchId={batchId}
          onRetried={open}
          onTakeOver={(items) => {
            setSource({ ...source, mode: 'table', table: requestsAsTable(items) });
            // They were accepted once, and are wanted again.
            setLedger(emptyLedger);
            open(undefined);
          }}
        />
      )}
      <LatestBatches
        openId={batchId}
        onExample={
          batchId === undefined && isEmpty(source)
            ? () => {
                setSource({ ...source, mode: 'lines', lines: exampleTopics });
                document.querySelector<HTMLElement>('[data-page-heading]')?.scrollIntoView();
              }
            : undefined
        }
      />
    </>
  );
}
