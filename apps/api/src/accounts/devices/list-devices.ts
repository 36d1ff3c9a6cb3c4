import type { ListedLogin } from '@genie-helper/guard-protocol';
import Type, { type Static } from 'typebox';
import { operation } from '../../http/operation.ts';
import { exampleValues, okAnswer, orNull } from '../../http/schemas.ts';
import type { Devices } from './devices.ts';

/** A login as answers have it. */
export const device = Type.Object(
  {
    id: Type.String({ description: 'By which it is ended. It opens nothing.' }),
    current: Type.Boolean({ description: 'Whether the caller is signed in by it.' }),
    createdAt: {
      ...orNull,
      description: 'When it was signed in; from an older version: when that was upgraded.',
    },
    lastSeenAt: { ...orNull, description: 'When it was last used, within five minutes.' },
    device: {
      ...orNull,
      description: 'Browser and system, as it names itself; null where it says nothing known.',
    },
    address: { ...orNull, description: 'Where it signed in; null where nobody knows.' },
  },
  { title: 'Device' },
);

/** One for the reference. */
export const exampleDevice: Static<typeof device> = {
  id: 'bk4vU6Tg0nqP2yYw8sXcQe',
  current: true,
  createdAt: exampleValues.earlier,
  lastSeenAt: exampleValues.later,
  device: 'Chrome on Mac',
  address: '203.0.113.7',
};

/** `GET /api/account/sessions`: where the caller is signed in, at the console, with the SDK or with a program. */
export const listDevices = operation({
  path: 'GET /api/account/sessions',
  operationId: 'listDevices',
  guard: 'user',
  limit: 'default',
  work: 'records',
  errors: ['auth.secret_not_set'],
  tag: 'Accounts',
  summary: 'Where the caller is signed in',
  description:
    'The newest first, at the console and at Directus alike. With a static token none of them is the current one.',
  answer: okAnswer(
    'Every session that lives now.',
    { sessions: Type.Array(device) },
    { sessions: [exampleDevice] },
  ),
  async run({ principal }, { devices }: { devices: Pick<Devices, 'list'> }) {
    const logins = await devices.list(principal.user.userId, principal.sid());
    return { ok: true, sessions: logins.map(toDevice) };
  },
});

/** A login of the guard as answers have it. */
export function toDevice({ isCurrent, createdAt, lastSeenAt, ...login }: ListedLogin) {
  return {
    id: login.id,
    current: isCurrent,
    createdAt: toText(createdAt),
    lastSeenAt: toText(lastSeenAt),
    device: login.device,
    address: login.address,
  };
}

function toText(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
