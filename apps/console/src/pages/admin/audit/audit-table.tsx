import type { AccessEntry } from '@genie-helper/client';
import { Button, Text } from '@mantine/core';
import { MomentText } from '../shared/moment-text.tsx';
import type { People } from '../shared/people.tsx';
import { PersonName } from '../shared/person-name.tsx';
import { type Column, RecordTable } from '../shared/record-table.tsx';
import { StateBadge } from '../shared/state-badge.tsx';
import type { Zone } from '../shared/timestamps.ts';
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
export function Principal({ entry, people }: { entry: AccessEntry; people: People }) {
  return wordOfServer(entry) ?? <PersonName id={entry.principal.id} people={people} />;
}

/** How it ended. */
export function Outcome({ outcome }: { outcome: string }) {
  const { word, color } = wordOfOutcome(outcome);
  return <StateBadge color={color}>{word}</StateBadge>;
}
