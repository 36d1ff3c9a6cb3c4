import type { AccessEntry } from '@genie-helper/client';
import { Button, Code, Stack, Text } from '@mantine/core';
import { type People, PersonName } from '../shared/people.tsx';
import { type Column, MomentText, RecordTable, StateBadge } from '../shared/record-table.tsx';
import { FactList, SidePanel } from '../shared/side-panel.tsx';
import { formatMoment, type Zone } from '../shared/timestamps.ts';
import { wordOfAction, wordOfCollection, wordOfOutcome, wordOfServer } from './audit-labels.ts';

/** A page of the credential access log. */
export function AuditTable(props: {
  entries: readonly AccessEntry[];
  people: People;
  zone: Zone;
  isBusy: boolean;
  onOpen: (entry: AccessEntry) => void;
}) {
  const { entries, people, zone, isBusy, onOpen } = props;
  const columns: Column<AccessEntry>[] = [
    { header: 'When', kind: 'head', cell: ({ at }) => <MomentText at={at} zone={zone} /> },
    { header: 'Who', cell: (entry) => <Principal entry={entry} people={people} /> },
    { header: 'What', cell: ({ action }) => wordOfAction(action) },
    { header: 'Record', cell: ({ collection }) => wordOfCollection(collection) },
    { header: 'Outcome', cell: ({ outcome }) => <Outcome outcome={outcome} /> },
    {
      header: 'From',
      cell: ({ address }) => (
        <Text span inherit ff="monospace" fz="xs">
          {address}
        </Text>
      ),
    },
    {
      header: 'Actions',
      kind: 'actions',
      cell: (entry) => (
        <Button
          size="xs"
          variant="default"
          onClick={() => onOpen(entry)}
          aria-label={`Details of entry ${entry.id}`}
        >
          Details
        </Button>
      ),
    },
  ];
  return (
    <RecordTable
      label="Entries of the access log"
      columns={columns}
      rows={entries}
      keyOf={({ id }) => id}
      isBusy={isBusy}
    />
  );
}

/** Who did it: a user by name, a server by the secret that it showed. */
function Principal({ entry, people }: { entry: AccessEntry; people: People }) {
  return wordOfServer(entry) ?? <PersonName id={entry.principal.id} people={people} />;
}

/** How it ended. */
function Outcome({ outcome }: { outcome: string }) {
  const { word, color } = wordOfOutcome(outcome);
  return <StateBadge color={color}>{word}</StateBadge>;
}

/** Everything that the log has of one entry, at the page's side. */
export function AuditDetails(props: {
  entry: AccessEntry | undefined;
  people: People;
  onProfile: (creatorProfileId: string) => void;
  onClose: () => void;
}) {
  const { entry, people, onProfile, onClose } = props;
  return (
    <SidePanel of={entry} titleOf={({ id }) => `Entry ${id}`} onClose={onClose}>
      {(shown) => (
        <Stack gap="lg" align="flex-start">
          <FactList facts={factsOf(shown, people)} />
          {shown.creatorProfileId !== null && (
            <Button variant="default" onClick={() => onProfile(shown.creatorProfileId ?? '')}>
              Show all of this connection
            </Button>
          )}
        </Stack>
      )}
    </SidePanel>
  );
}

function factsOf(entry: AccessEntry, people: People) {
  const { at, action, outcome, principal, collection, recordId, creatorProfileId } = entry;
  return [
    { name: 'Local time', value: formatMoment(at) },
    { name: 'UTC', value: formatMoment(at, 'utc') },
    { name: 'Who', value: <Principal entry={entry} people={people} /> },
    ...(principal.kind === 'user' ? [{ name: 'User id', value: <Id>{principal.id}</Id> }] : []),
    { name: 'What', value: wordOfAction(action) },
    { name: 'Outcome', value: <Outcome outcome={outcome} /> },
    { name: 'Record', value: wordOfCollection(collection) },
    { name: 'Record id', value: <Id>{recordId}</Id> },
    { name: 'Connection', value: creatorProfileId === null ? 'None' : <Id>{creatorProfileId}</Id> },
    { name: 'Address', value: <Id>{entry.address}</Id> },
    { name: 'Request id', value: <Id>{entry.requestId}</Id> },
  ];
}

function Id({ children }: { children: string }) {
  return <Code style={{ overflowWrap: 'anywhere' }}>{children}</Code>;
}
