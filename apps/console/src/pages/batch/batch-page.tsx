import type { CaptionRequest } from '@genie-helper/client';
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useSearchState } from '../../app/use-search-state.ts';
import { PageHeader } from '../../components/page.tsx';
import { useDraft } from '../../session/use-own.ts';
import { BatchProgress } from './batch-progress.tsx';
import { emptySource, type Source, tableSource } from './batch-source.ts';
import { LatestBatches, latestBatchesKey } from './latest-batches.tsx';
import { NewBatch } from './new-batch.tsx';

/** The batch that was started last in this tab, since the server doesn't tell what was asked for. */
interface SentBatch {
  jobId: string;
  items: CaptionRequest[];
}

const readJobId = ({ job }: Record<string, unknown>): { job?: string } =>
  typeof job === 'string' && job !== '' ? { job } : {};

/** Many captions at once: given as lines or a table, watched while they are written, exported. */
export function BatchPage() {
  const [{ job: jobId }, setSearch] = useSearchState(readJobId);
  const [source, setSource] = useDraft<Source>('batch.source', emptySource);
  const [sent, setSent] = useDraft<SentBatch | null>('batch.sent', null);
  const queryClient = useQueryClient();
  const shownId = useRef(jobId);
  useEffect(() => {
    if (shownId.current === jobId) return;
    shownId.current = jobId;
    // What had the focus may be gone with the view it was in.
    document.querySelector<HTMLElement>('[data-page-heading]')?.focus();
  }, [jobId]);

  function open(job: string | undefined) {
    setSearch({ job });
    void queryClient.invalidateQueries({ queryKey: latestBatchesKey });
  }

  return (
    <>
      <PageHeader
        title="Batch"
        description="Have up to 100 captions written at once. It goes on when you close the page."
        actions={
          jobId !== undefined && (
            <Button
              variant="default"
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={() => open(undefined)}
            >
              New batch
            </Button>
          )
        }
      />
      {jobId === undefined ? (
        <NewBatch
          source={source}
          onChange={setSource}
          onStarted={(job, items) => {
            setSent({ jobId: job, items });
            setSource({ ...source, lines: '', table: '' });
            open(job);
          }}
        />
      ) : (
        <BatchProgress
          key={jobId}
          jobId={jobId}
          sent={sent?.jobId === jobId ? sent.items : undefined}
          onRetried={open}
          onTakeOver={(items) => {
            setSource(tableSource(source, items));
            open(undefined);
          }}
        />
      )}
      <LatestBatches openId={jobId} />
    </>
  );
}
