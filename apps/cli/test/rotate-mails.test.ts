import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { parseVaultKey } from '@genie-helper/vault';
import { leaseDirectus } from '../../../test/support/directus-pool.ts';
import { createMailSystem } from '../../../test/support/mail-system.ts';
import { startSmtpServer } from '../../../test/support/smtp-server.ts';
import type { TestDirectus } from '../../../test/support/start-directus.ts';
import { until } from '../../../test/support/until.ts';
import { runInProcess } from './support/run-in-process.ts';

let directus: TestDirectus;
const newKey = () => randomBytes(32).toString('base64');

before(async () => {
  directus = await leaseDirectus();
});
after(() => directus?.stop());

test('a rotation tells to keep the older key while a mail waits on it, and no longer', async (t) => {
  const [older, current] = [newKey(), newKey()];
  const smtp = await startSmtpServer();
  t.after(smtp.close);
  const route = { kind: 'smtp', server: smtp.server, isInsecureAllowed: false } as const;
  const kind = 'test-rotation';
  const before = await createMailSystem({
    directus,
    keys: { current: parseVaultKey(older), previous: [] },
    route,
    kind,
  });
  await before.post({ to: 'dana@example.com' });
  await before.post({ to: 'mia@example.com' });
  await before.stop();
  const now = await createMailSystem({
    directus,
    keys: { current: parseVaultKey(current), previous: [parseVaultKey(older)] },
    route,
    kind,
  });
  t.after(now.stop);
  await now.post({ to: 'zoe@example.com' });

  const variables = {
    DIRECTUS_URL: directus.url,
    DIRECTUS_ADMIN_TOKEN: directus.adminToken,
    CREDENTIALS_ENC_KEY_B64: current,
    CREDENTIALS_ENC_KEYS_PREVIOUS_B64: older,
  };
  const rotate = () =>
    runInProcess(['credentials', 'rotate', '--dir', '/nonexistent'], { variables });
  const waiting = await rotate();
  assert.equal(waiting.code, 1);
  assert.match(waiting.err, /An older key opens 2 mails that wait in the outbox/);
  assert.match(waiting.err, /Keep the older keys/);

  now.start();
  await until(() => smtp.mails.length === 3);
  await until(async () => (await rotate()).code === 0);
  assert.deepEqual(smtp.mails.map(({ to }) => to).sort(), [
    'dana@example.com',
    'mia@example.com',
    'zoe@example.com',
  ]);
});
