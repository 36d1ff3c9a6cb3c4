import type { AccessEntry, ListedUser } from '@genie-helper/client';
import { Button, Code, Stack } from '@mantine/core';
import { IconShieldSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { genie } from '../../../api.ts';
import { useSearchState } from '../../../app/use-search-state.ts';
import { PageHeader } from '../../../components/page.tsx';
import { ExportButton } from '../shared/export-button.tsx';
import type { People } from '../shared/find-people.ts';
import { nobody, PersonName, peopleOf } from '../shared/people.tsx';
import { RecordList } from '../shared/record-list.tsx';
import {
  Address,
  type Column,
  type Fact,
  FactList,
  StateBadge,
  Timestamp,
} from '../shared/record-table.tsx';
import { cleared, omitUndefined, toQuery } from '../shared/search-params.ts';
import { SidePanel } from '../shared/side-panel.tsx';
import { AuditFilters } from './audit-filters.tsx';
import {
  type AuditFilter,
  actionLabel,
  collectionLabel,
  outcomeState,
  readAuditSearch,
  serverLabel,
  toAuditCsv,
} from './audit-labels.ts';

/** Who used which stored credentials, signed in, or changed accounts and servers; for administrators. */
export function AuditPage() {
  const [{ page, isUtc, entry: openId, ...filter }, change] = useSearchState(readAuditSearch);
  const query = useQuery({
    queryKey: ['admin', 'audit', page, filter],
    async queryFn({ signal, client }) {
      const wanted = { ...toQuery(page), ...omitUndefined(filter) };
      const { entries: rows, total } = await genie.admin.audit(wanted, { signal });
      const ids = rows.map(({ principal }) => principal.id);
      return { rows, total, people: await peopleOf(client, ids) };
    },
    placeholderData: keepPreviousData,
  });
  const { rows = [], people = nobody } = query.data ?? {};
  const open = rows.find(({ id }) => String(id) === openId);
  const isNarrowed = Object.keys(omitUndefined(filter)).length > 0;
  const narrow = (parts: Partial<AuditFilter>) => change({ ...parts, page: undefined });
  const columns: Column<AccessEntry>[] = [
    {
      header: 'When',
      kind: 'head',
      cell: ({ at }) => <Timestamp at={at} zone={isUtc ? 'utc' : 'local'} />,
    },
    { header: 'Who', cell: (entry) => <Principal entry={entry} people={people} /> },
    { header: 'What', cell: ({ action }) => actionLabel(action) },
    { header: 'Record', givesWay: 'first', cell: ({ collection }) => collectionLabel(collection) },
    { header: 'Outcome', cell: ({ outcome }) => <StateBadge {...outcomeState(outcome)} /> },
    {
      header: 'From',
      givesWay: 'first',
      cell: ({ address }) => <Address>{address}</Address>,
    },
    {
      header: 'Actions',
      kind: 'actions',
      cell: (entry) => (
        <Button
          size="xs"
          variant="default"
          onClick={() => change({ entry: String(entry.id) })}
          aria-label={`Details of entry ${entry.id}`}
        >
          Details
        </Button>
      ),
    },
  ];
  return (
    <>
      <PageHeader
        title="Audit log"
        description="Every use of stored credentials, sign-ins, and changes of accounts and servers, newest first. The log has no secret in it."
        actions={
          <ExportEntries
            filter={filter}
            isDisabled={query.isPlaceholderData || rows.length === 0}
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
          columns={columns}
          what="entries"
          label="Entries of the access log"
          page={page}
          onPage={(next) => change({ page: next })}
          icon={<IconShieldSearch size={28} />}
          empty={{
            title: isNarrowed ? 'No such entry' : 'No entries yet',
            text: isNarrowed
              ? 'No entry fits all of these filters.'
              : 'When somebody stores or uses credentials, it is written down here. Sign-ins are, too.',
            action: (
              <Button onClick={() => narrow({ area: 'account' })}>See sign-ins and accounts</Button>
            ),
          }}
          onClear={isNarrowed ? () => narrow(cleared(filter)) : undefined}
        />
      </Stack>
      <SidePanel
        of={open}
        titleOf={({ id }) => `Entry ${id}`}
        onClose={() => change({ entry: undefined })}
      >
        {(entry) => (
          <Stack gap="lg" align="flex-start">
            <FactList facts={factsOf(entry, people)} />
            {entry.creatorProfileId !== null && (
              <Button
                variant="default"
                onClick={() =>
                  change({
                    creatorProfileId: entry.creatorProfileId ?? undefined,
                    page: undefined,
                    entry: undefined,
                  })
                }
              >
                Show all of this connection
              </Button>
            )}
          </Stack>
        )}
      </SidePanel>
    </>
  );
}

/** Who did it: a user by name, a server by the secret that it showed. */
function Principal({ entry, people }: { entry: AccessEntry; people: People }) {
  return serverLabel(entry) ?? <PersonName id={entry.principal.id} people={people} />;
}

/** Everything that the log has of one entry. */
function factsOf(entry: AccessEntry, people: People): Fact[] {
  const { at, action, outcome, principal, collection, recordId, creatorProfileId } = entry;
  return [
    ['Local time', <Timestamp key="local" at={at} />],
    ['UTC', <Timestamp key="utc" at={at} zone="utc" />],
    ['Who', <Principal key="who" entry={entry} people={people} />],
    ...(principal.kind !== 'server' ? [['User id', idText(principal.id)] as const] : []),
    ['What', actionLabel(action)],
    ['Outcome', <StateBadge key="outcome" {...outcomeState(outcome)} />],
    ...(entry.detail === null ? [] : [['Detail', idText(entry.detail)] as const]),
    ['Record', collectionLabel(collection)],
    ['Record id', idText(recordId)],
    ['Connection', creatorProfileId === null ? 'None' : idText(creatorProfileId)],
    ['Address', idText(entry.address)],
    ['Request id', idText(entry.requestId)],
  ];
}

const idText = (id: string) => <Code style={{ overflowWrap: 'anywhere' }}>{id}</Code>;

/** Saves the entries that these filters let through, with the names of who is in them. */
function ExportEntries({ filter, isDisabled }: { filter: AuditFilter; isDisabled: boolean }) {
  const client = useQueryClient();
  const people = new Map<string, ListedUser>();
  return (
    <ExportButton<AccessEntry>
      what="entries"
      fileName="access-log"
      isDisabled={isDisabled}
      readPart={async (part, signal) => {
        const { entries: rows, total } = await genie.admin.audit(
          { ...part, ...omitUndefined(filter) },
          { signal },
        );
        const ids = rows.map(({ principal }) => principal.id);
        for (const [id, person] of await peopleOf(client, ids)) people.set(id, person);
        return { rows, total };
      }}
      toCsv={(entries) => toAuditCsv(entries, people)}
    />
  );
}
