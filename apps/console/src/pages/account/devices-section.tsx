import type { Device } from '@genie-helper/client';
import { Badge, Button, Group, Stack, Text, Tooltip } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { genie } from '../../api.ts';
import { Loaded } from '../../components/failure.tsx';
import { formatAge, formatTimestamp } from '../../timestamps.ts';
import classes from './devices.module.css';
import { Section } from './section.tsx';
import { type Asked, deviceName, SignOutDevicesDialog } from './sign-out-devices-dialog.tsx';

const devicesKey = ['account', 'devices'];

/** So many are shown at once; more on request. */
const shownAtFirst = 6;

/** Where the account is signed in, and the way to end it there. */
export function DevicesSection() {
  const devices = useQuery({
    queryKey: devicesKey,
    queryFn: ({ signal }) => genie.account.devices({ signal }),
  });
  return (
    <Section title="Devices">
      <Text c="dimmed">Where you are signed in. A device that you sign out is out at once.</Text>
      <Loaded query={devices} loading="Your devices are loading" rows={2}>
        {(data) => <DeviceList devices={data} />}
      </Loaded>
    </Section>
  );
}

function DeviceList({ devices }: { devices: readonly Device[] }) {
  const client = useQueryClient();
  const list = useRef<HTMLUListElement>(null);
  const [asked, setAsked] = useState<Asked>();
  const [told, setTold] = useState('');
  const [showsAll, setShowsAll] = useState(false);
  const sorted = devices.toSorted((one, other) => Number(other.current) - Number(one.current));
  const shown = showsAll ? sorted : sorted.slice(0, shownAtFirst);
  const others = devices.filter(({ current }) => !current);
  return (
    <>
      <ul className={classes.list} aria-label="Devices" tabIndex={-1} ref={list}>
        {shown.map((device) => (
          <DeviceRow
            key={device.id}
            device={device}
            onSignOut={() => setAsked({ kind: 'one', device })}
          />
        ))}
      </ul>
      {shown.length < sorted.length && (
        <div>
          <Button variant="subtle" px={0} onClick={() => setShowsAll(true)}>
            Show all {sorted.length}
          </Button>
        </div>
      )}
      <Text role="status" size="sm" className={classes.told}>
        {told}
      </Text>
      {others.length === 0 ? (
        <Text c="dimmed" size="sm">
          You are signed in nowhere else.
        </Text>
      ) : (
        <div>
          <Button
            variant="default"
            onClick={() => setAsked({ kind: 'others', count: others.length })}
          >
            Sign out all other devices
          </Button>
        </div>
      )}
      <SignOutDevicesDialog
        asked={asked}
        onClose={() => setAsked(undefined)}
        onDone={async (message) => {
          setTold(message);
          await client.invalidateQueries({ queryKey: devicesKey });
        }}
        // The button that opened the dialog may have gone with its row.
        focusAfter={() => list.current?.focus()}
      />
    </>
  );
}

function DeviceRow({ device, onSignOut }: { device: Device; onSignOut: () => void }) {
  const { current, address, createdAt, lastSeenAt } = device;
  const name = deviceName(device);
  const seen = current ? 'now' : lastSeenAt === null ? null : formatAge(lastSeenAt, Date.now());
  return (
    <li className={classes.row}>
      <Stack gap={2} className={classes.about}>
        <Group gap="xs">
          <Text fw={600}>{name}</Text>
          {current && (
            <Badge variant="light" color="lamp">
              This device
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed" className={classes.facts}>
          {[address ?? 'unknown address', seen].filter((fact) => fact !== null).join(', ')}
        </Text>
        {createdAt !== null && (
          <Text size="sm" c="dimmed">
            Signed in{' '}
            <Tooltip label={formatTimestamp(createdAt)}>
              <time dateTime={createdAt}>{formatAge(createdAt, Date.now())}</time>
            </Tooltip>
          </Text>
        )}
      </Stack>
      {!current && (
        <Button
          variant="default"
          size="xs"
          onClick={onSignOut}
          aria-label={`Sign out: ${[name, address, seen].filter(Boolean).join(', ')}`}
        >
          Sign out
        </Button>
      )}
    </li>
  );
}
