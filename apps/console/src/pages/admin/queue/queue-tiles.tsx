import { Paper, SimpleGrid } from '@mantine/core';
import classes from './queue.module.css';
import type { QueueCounts } from './queue-samples.ts';

const tiles = [
  { key: 'waiting', name: 'Waiting', meaning: 'for their turn' },
  { key: 'active', name: 'Active', meaning: 'being written' },
  { key: 'delayed', name: 'Delayed', meaning: 'until the next attempt' },
  { key: 'completed', name: 'Completed', meaning: 'of all time' },
  { key: 'failed', name: 'Failed', meaning: 'can be retried' },
] as const satisfies { key: keyof QueueCounts; name: string; meaning: string }[];

const format = new Intl.NumberFormat('en-GB');

/** How many jobs there are now, by where they are. */
export function QueueTiles({ counts }: { counts: QueueCounts }) {
  return (
    <SimpleGrid component="dl" cols={{ base: 2, xs: 3, md: 5 }} spacing="sm" m={0}>
      {tiles.map(({ key, name, meaning }) => (
        <Paper key={key} withBorder p="md" className={classes.tile}>
          <dt>{name}</dt>
          <dd className={classes.number}>{format.format(counts[key])}</dd>
          <dd className={classes.meaning}>{meaning}</dd>
        </Paper>
      ))}
    </SimpleGrid>
  );
}
