import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseVaultKey } from '@genie-helper/vault';
import type { SenderProcessOptions } from '../../support/mail-sender-process.ts';
import { createMailSystem } from '../../support/mail-system.ts';
import { startSmtpServer } from '../../support/smtp-server.ts';
import { startSystem } from '../../support/system.ts';
import { until } from '../../support/until.ts';

const mails = 500;
const kills = 10;
const script = resolve(import.meta.dirname, '../../support/mail-sender-process.ts');

describe(`${mails} mails over ${kills} SIGKILLs, the server refusing every third (451)`, () => {
  test('each arrives at least once, none is lost, and few arrive twice', async (t) => {
    const system = await startSystem({ directus: {} });
    t.after(system.stop);
    const smtp = await startSmtpServer({
      credentials: { user: 'genie', password: 'secret' },
      behave: (_to, count) => (count % 3 === 2 ? { at: 'recipient', code: 451 } : 'take'),
    });
    t.after(smtp.close);
    const key = randomBytes(32).toString('base64');
    const kind = `test-${randomUUID()}`;
    const { url, adminToken } = system.directus;
    const posting = await createMailSystem({
      directus: system.directus,
      keys: { current: parseVaultKey(key), previous: [] },
      route: { kind: 'smtp', server: smtp.server, isInsecureAllowed: false },
      kind,
    });
    t.after(posting.stop);
    const options = { directus: { url, adminToken }, key, smtpUrl: smtp.url, kind };
    const sender = createSender(options);
    t.after(sender.kill);

    const wanted = Array.from({ length: mails }, (_, n) => `mail-${n}@example.com`);
    const posted = Promise.all(
      [0, 1, 2, 3].map(async (lane) => {
        for (let n = lane; n < mails; n += 4) await posting.post({ to: wanted[n] ?? '' });
      }),
    );
    await sender.start();
    for (let count = 0; count < kills; count += 1) {
      // Killed while it works: after some mails more, at any moment.
      const enough = smtp.mails.length + 5 + Math.random() * 20;
      await until(() => smtp.mails.length >= Math.min(enough, mails - 1));
      await sleep(Math.random() * 50);
      await sender.kill();
      await sender.start();
    }
    await posted;
    let left = mails;
    while (left > 0) {
      const before = left;
      await until(async () => {
        await sleep(500);
        left = (await system.rows('mail_outbox', '&fields=id')).length;
        return left < before;
      });
    }

    const arrived = smtp.mails.map(({ to }) => to);
    assert.deepEqual([...new Set(arrived)].toSorted(), wanted.toSorted());
    const twice = arrived.length - mails;
    t.diagnostic(
      `${arrived.length} arrived, ${twice} of them again; ${smtp.connections()} connections`,
    );
    // A kill costs at most the one mail that was taken and not yet removed.
    assert.ok(twice <= kills, `${twice} came again`);
    const ids = new Map(smtp.mails.map(({ to, messageId }) => [to, messageId]));
    for (const { to, messageId } of smtp.mails) assert.equal(messageId, ids.get(to));
  });
});

/** A sender that can be killed and started again. */
function createSender(options: SenderProcessOptions) {
  let child: ChildProcess | undefined;
  return {
    async start() {
      child = fork(script, [JSON.stringify(options)], {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      await once(child, 'message');
    },
    async kill() {
      if (child === undefined || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
