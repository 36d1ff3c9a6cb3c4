import type { CookieSummary } from '@genie-helper/cookie-jars/preview';
import { Alert, List, Paper, Text } from '@mantine/core';
import { IconCookie } from '@tabler/icons-react';
import { formatDay } from '../../timestamps.ts';

/** How many sites are named; the others are counted. */
const mostDomains = 5;

/** What is in a file with cookies, before it is stored: from where, how many, and until when. */
export function JarSummary({ name, summary }: { name: string; summary: CookieSummary }) {
  const { count, domains, session, expired, ends } = summary;
  const shown = domains.slice(0, mostDomains);
  const others = domains.length - shown.length;
  return (
    <>
      <Paper component="section" aria-label="What the file has" withBorder p="sm" mb="md">
        <Text fw={600} size="sm" mb={4} dir="auto" style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Text>
        <List size="sm" spacing={2} icon={<IconCookie size={14} aria-hidden />} center={false}>
          {shown.map(({ domain, count }) => (
            <List.Item key={domain} style={{ overflowWrap: 'anywhere' }}>
              {cookies(count)} of {domain}
            </List.Item>
          ))}
          {others > 0 && (
            <List.Item>
              {cookies(count - shown.reduce((sum, one) => sum + one.count, 0))} of {others} other{' '}
              {others === 1 ? 'site' : 'sites'}
            </List.Item>
          )}
        </List>
        <Text size="sm" c="dimmed" mt={6}>
          {ends !== undefined &&
            (ends.first === ends.last ? (
              <>
                They end on <Day seconds={ends.first} />.{' '}
              </>
            ) : (
              <>
                The first ends on <Day seconds={ends.first} />, the last on{' '}
                <Day seconds={ends.last} />.{' '}
              </>
            ))}
          {[
            session > 0 && `${has(session, 'ends', 'end')} when the browser is closed.`,
            expired > 0 && `${has(expired, 'has', 'have')} expired already.`,
          ]
            .filter((part) => part !== false)
            .join(' ')}
        </Text>
      </Paper>
      {expired === count && (
        <Alert color="yellow" variant="light" mb="md" title="They are of no more use">
          <Text size="sm">
            All of these cookies have expired. Sign in to the platform again in your browser, and
            export them anew.
          </Text>
        </Alert>
      )}
    </>
  );
}

function cookies(count: number): string {
  return count === 1 ? '1 cookie' : `${count.toLocaleString('en')} cookies`;
}

function has(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

function Day({ seconds }: { seconds: number }) {
  const at = new Date(seconds * 1_000).toISOString();
  return <time dateTime={at}>{formatDay(at)}</time>;
}
