import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { IconListCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { acceptedCount, type Ledger } from './batch-ledger.ts';

/** Which rows were started and aren't sent again, and of which nobody knows; nothing where there are none. */
export function StartedRows(props: { ledger: Ledger; isSending: boolean; onForget: () => void }) {
  const { ledger, isSending, onForget } = props;
  const { accepted, open } = ledger;
  const count = acceptedCount(ledger);
  if (count === 0 && (open === null || isSending)) return null;
  return (
    <Alert
      color="lamp"
      icon={<IconListCheck aria-hidden />}
      title={count === 1 ? 'One row is started' : `${count.toLocaleString('en')} rows are started`}
    >
      <Stack gap="xs" align="flex-start">
        {count > 0 && <Text size="sm">They aren’t sent again while this stands here.</Text>}
        <Group gap="4px 16px" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
          {accepted.map(({ batchId, rows }, index) => (
            <li key={batchId}>
              <Anchor
                size="sm"
                renderRoot={(root) => <Link {...root} to="/batch" search={{ job: batchId }} />}
              >
                {`Batch ${index + 1}, ${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`}
              </Anchor>
            </li>
          ))}
        </Group>
        {open !== null && !isSending && (
          <Text size="sm">
            {`Whether ${open.rows.length === 1 ? 'one more row was' : `${open.rows.length} more rows were`} started isn’t known: the answer didn’t come. “Start” looks that up before it sends anything.`}
          </Text>
        )}
        {!isSending && (
          <Button variant="default" size="xs" onClick={onForget}>
            Forget what was started
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
