import { Text } from '@mantine/core';
import { nameOf } from '../users/user-labels.ts';
import type { People } from './people.tsx';

/** Who somebody is, or the id where that isn't known. */
export function PersonName({ id, people }: { id: string; people: People }) {
  const person = people.get(id);
  if (person !== undefined) return <span title={id}>{nameOf(person)}</span>;
  return (
    <Text span inherit ff="monospace" fz="xs" title="A user who can't be found now">
      {id}
    </Text>
  );
}
