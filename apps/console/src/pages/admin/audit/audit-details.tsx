import type { AccessEntry } from '@genie-helper/client';
import { Button, Code, Stack } from '@mantine/core';
import { FactList } from '../shared/fact-list.tsx';
import type { People } from '../shared/people.tsx';
import { SidePanel } from '../shared/side-panel.tsx';
import { formatMoment } from '../shared/timestamps.ts';
import { wordOfAction, wordOfCollection } from './audit-labels.ts';
import { Outcome, Principal } from './audit-table.tsx';

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
