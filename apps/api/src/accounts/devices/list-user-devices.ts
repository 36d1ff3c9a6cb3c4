import Type from 'typebox';
import { AppError } from '../../http/errors.ts';
import { operation } from '../../http/operation.ts';
import { okAnswer, recordId } from '../../http/schemas.ts';
import type { UserDirectory } from '../account-store.ts';
import type { Devices } from './devices.ts';
import { device, exampleDevice, toDevice } from './list-devices.ts';

/** `GET /api/admin/users/:id/sessions`: where a user is signed in. */
export const listUserDevices = operation({
  path: 'GET /api/admin/users/:id/sessions',
  operationId: 'listUserDevices',
  guard: 'admin',
  limit: 'default',
  work: 'records',
  errors: ['users.not_found', 'users.admin_token_not_set', 'auth.secret_not_set'],
  tag: 'Users',
  summary: 'Where a user is signed in',
  description: 'The newest first, at the console and at Directus alike. Needs the session guard.',
  params: Type.Object({ id: recordId("The user's id.") }),
  answer: okAnswer(
    'Every session that lives now.',
    { sessions: Type.Array(device) },
    { sessions: [{ ...exampleDevice, current: false }] },
  ),
  async run(
    { params, principal },
    { users, devices }: { users: Pick<UserDirectory, 'find'>; devices: Pick<Devices, 'list'> },
  ) {
    const userId = params.id.toLowerCase();
    const user = await users.find(userId);
    if (user === undefined) throw new AppError('users.not_found');
    const sid = userId === principal.user.userId ? principal.sid() : undefined;
    return { ok: true, sessions: (await devices.list(userId, sid)).map(toDevice) };
  },
});
