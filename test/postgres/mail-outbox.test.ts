import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { introspectionSecretOf } from '@genie-helper/environment';
import {
  type PostgresPair,
  startPostgresPair,
  whyNoPostgres,
} from '../../extensions/guard/test/support/postgres.ts';
import { type ApiProcess, createApiProcess } from '../support/api-process.ts';
import type { TestUser } from '../support/directus-client.ts';
import { testAdmin } from '../support/directus-settings.ts';
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts';
import { until } from '../support/until.ts';

const skip = whyNoPostgres() ?? false;
const people = 60;

describe('two API processes, each with its Directus on one PostgreSQL', { skip }, () => {
  let pair: PostgresPair;
  let smtp: TestSmtpServer;
  const apis: ApiProcess[] = [];

  before(async () => {
    const secret = randomBytes(32).toString('base64url');
    pair = await startPostgresPair({
      env: { GENIE_INTROSPECTION_SECRET: introspectionSecretOf(secret) },
    });
    smtp = await startSmtpServer({ tls: 'none' });
    const key = randomBytes(32).toString('base64');
    for (const { url } of [pair.one, pair.two]) {
      const api = await createApiProcess({
        DIRECTUS_URL: url,
        DIRECTUS_ADMIN_TOKEN: testAdmin.token,
        RBAC_SYNC_WEBHOOK_SECRET: secret,
        CREDENTIALS_ENC_KEY_B64: key,
        SMTP_URL: smtp.url,
        MAIL_FROM: 'Genie Helper <no-reply@genie.example>',
        PUBLIC_URL: 'https://genie.example',
        TRUST_PROXY: '127.0.0.1',
      });
      apis.push(api);
    }
    await Promise.all(apis.map((api) => api.start()));
  });
  after(async () => {
    await Promise.all(apis.map((api) => api.stop()));
    await smtp?.close();
    await pair?.stop();
  });

  test(`send each of ${people} people one mail, none twice, and both take part`, async (t) => {
    // Directus 12 asks for a second connection of its pool to make a user: ten at once, not sixty.
    const users: TestUser[] = [];
    while (users.length < people) {
      const ten = Array.from({ length: 10 }, () => pair.one.admin.createUser());
      users.push(...(await Promise.all(ten)));
    }
    const wanted = users.map(({ email }) => email);
    const asked = await Promise.all(
      wanted.map((email, n) =>
        fetch(`${apis[n % 2]?.url}/api/account/password/forgot`, {
          method: 'POST',
          // Each from an address of its own, which a proxy on this machine vouches for.
          headers: { 'content-type': 'application/json', 'x-forwarded-for': `203.0.113.${n}` },
          body: JSON.stringify({ email }),
        }),
      ),
    );
    assert.deepEqual([...new Set(asked.map(({ status }) => status))], [202]);
    await until(async () => Number((await pair.db('mail_outbox').count({ n: '*' }))[0]?.n) === 0);
    assert.deepEqual(smtp.mails.map(({ to }) => to).toSorted(), wanted.toSorted());
    const shares = await Promise.all(apis.map(({ url }) => sentBy(url)));
    t.diagnostic(`sent by each: ${shares.join(' and ')}`);
    assert.equal(
      shares.reduce((sum, share) => sum + share, 0),
      people,
    );
    assert.ok(Math.min(...shares) > 0, String(shares));
  });
});

async function sentBy(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/genie_mails_total\{[^}]*outcome="sent"\} (\d+)/.exec(text)?.[1] ?? 0);
}
