import Type from 'typebox';
import { AppError } from '../../http/errors.ts';
import { operation } from '../../http/operation.ts';
import { recordId } from '../../http/schemas.ts';
import type { Devices } from './devices.ts';

const stated = {
  guard: 'user',
  limit: 'default',
  work: 'records',
  tag: 'Accounts',
  status: 204,
} as const;

/** `DELETE /api/account/sessions/:id`: signs one device of the caller out. */
export const endDevice = operation({
  ...stated,
  path: 'DELETE /api/account/sessions/:id',
  operationId: 'endDevice',
  errors: ['account.session_not_found', 'auth.secret_not_set'],
  summary: 'Sign one device out',
  description:
    'It is refused from its next request on, at Directus too, and its open chat answers end within seconds. The current one may be ended as well.',
  params: Type.Object({ id: recordId('The id in the list.') }),
  answer: Type.Null({ description: 'It is signed out.' }),
  async run({ params, principal, request }, { devices }: { devices: Pick<Devices, 'end'> }) {
    const { userId } = principal.user;
    if (params.id.length > 64 || !(await devices.end(userId, params.id))) {
      throw new AppError('account.session_not_found');
    }
    request.log.info({ userId }, 'a device was signed out by its owner');
    return null;
  },
});

/** `DELETE /api/account/sessions`: signs every device of the caller out but the one that asks. */
export const endOtherDevices = operation({
  ...stated,
  path: 'DELETE /api/account/sessions',
  operationId: 'endOtherDevices',
  errors: ['auth.secret_not_set'],
  summary: 'Sign all other devices out',
  description:
    'All but the session of this request, as one alone. A static token is no session: with one all of them end.',
  answer: Type.Null({ description: 'All others are signed out.' }),
  async run({ principal, request }, { devices }: { devices: Pick<Devices, 'endOthers'> }) {
    const { userId } = principal.user;
    const ended = await devices.endOthers(userId, principal.sid());
    request.log.info({ userId, ended }, 'all other devices were signed out by their owner');
    return null;
  },
});
