import type { AccessEntry } from '@genie-helper/client';
import { Button, Stack } from '@mantine/core';
import { IconDownload, IconShieldSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { genie } from '../../../api.ts';
import { useSearchState } from '../../../app/use-search-state.ts';
import { PageHeader } from '../../../components/page.tsx';
import { saveFile } from '../../../csv.ts';
import { type People, peopleOf } from '../shared/people.tsx';
import { RecordList } from '../shared/record-list.tsx';
import { given, toQuery } from '../shared/search-params.ts';
import { toAuditCsv } from './audit-csv.ts';
import { AuditFilters } from './audit-filters.tsx';
import { type AuditFilter, readAuditSearch } from './audit-labels.ts';
import { AuditDetails, AuditTable } from './audit-table.tsx';

/** Who used which stored credentials, for administrators. */
export function AuditPage() {
  const [{ page, isUtc, ...filter }, change] = useSearchState(readAuditSearch);
  const [open, setOpen] = useState<AccessEntry>();
  const query = useQuery({
    queryKey: ['admin', 'audit', page, filter],
    queryFn: async ({ signal, client }) => {
      const found = await genie.admin.audit({ ...toQuery(page), ...given(filter) }, { signal });
      const people = await peopleOf(
        client,
        found.entries.map(({ principal }) => principal.id),
      );
      return { ...found, people };
    },
    placeholderData: keepPreviousData,
  });
  const { data } = query;
  const isNarrowed = Object.keys(given(filter)).length > 0;
  const narrow = (parts: Partial<AuditFilter>) => change({ ...parts, page: undefined });
  return (
    <>
      <PageHeader
        title="Audit log"
        description="Every use of stored credentials, newest first. The log has no secret in it."
        actions={
          <ExportAudit
            entries={data?.entries ?? []}
            people={data?.people ?? new Map()}
            isReady={data !== undefined && !query.isPlaceholderData}
          />
        }
      />
      <Stack gap="lg">
        <AuditFilters
          filter={filter}
          isUtc={isUtc === true}
          onChange={narrow}
          onZone={(isOn) => change({ isUtc: isOn || undefined })}
        />
        <RecordList
          query={query}
          what="entries"
          page={page}
          onPage={(next) => change({ page: next })}
          icon={<IconShieldSearch size={28} />}
          empty={{
            title: isNarrowed ? 'No such entry' : 'No entries yet',
            text: isNarrowed
              ? 'No entry fits all of these filters.'
              : 'When somebody stores or uses credentials, it is written down here.',
          }}
          countOf={({ entries }) => entries.length}
        >
          {({ entries, people }) => (
            <AuditTable
              entries={entries}
              people={people}
              zone={isUtc ? 'utc' : 'local'}
              isBusy={query.isPlaceholderData}
              onOpen={setOpen}
            />
          )}
        </RecordList>
      </Stack>
      <AuditDetails
        entry={open}
        people={data?.people ?? new Map()}
        onProfile={(creatorProfileId) => {
          setOpen(undefined);
          narrow({ creatorProfileId });
        }}
        onClose={() => setOpen(undefined)}
      />
    </>
  );
}

/** Gives the entries that are shown as a CSV file. */
function ExportAudit(props: { entries: readonly AccessEntry[]; people: People; isReady: boolean }) {
  const { entries, people, isReady } = props;
  const save = () => {
    const today = new Date().toISOString().slice(0, 10);
    saveFile(`access-log-${today}.csv`, 'text/csv;charset=utf-8', toAuditCsv(entries, people));
  };
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden />}
      disabled={!isReady || entries.length === 0}
      onClick={save}
    >
      Export this page as CSV
    </Button>
  );
}
