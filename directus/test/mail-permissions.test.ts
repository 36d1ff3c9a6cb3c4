import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { useDirectus } from '../../test/support/directus-pool.ts';

let directus: Awaited<ReturnType<typeof useDirectus>>;
let token: string;
const id = randomUUID();

before(async () => {
  directus = await useDirectus();
  const user = await directus.admin.createUser();
  const at = new Date().toISOString();
  const times = { date_created: at, due_at: at, expires_at: new Date(Date.now() + 60_000) };
  const mail = { id, kind: 'canary-kind', sealed: 'canary-ciphertext', ...times };
  assert.equal((await directus.admin.request('POST', '/items/mail_outbox', mail)).status, 200);
  token = (await directus.login(user.email, user.password)).accessToken;
});
after(() => directus?.stop());

test('nobody but an administrator reads, adds, changes or removes a mail, or claims one', async () => {
  for (const asker of [token, '']) {
    for (const [method, path, body] of [
      ['GET', '/items/mail_outbox', undefined],
      ['GET', `/items/mail_outbox/${id}`, undefined],
      ['GET', '/items/mail_outbox?aggregate[count]=*', undefined],
      ['POST', '/items/mail_outbox', { id: randomUUID(), kind: 'x', sealed: 'x' }],
      ['PATCH', `/items/mail_outbox/${id}`, { due_at: '2099-01-01T00:00:00Z' }],
      ['DELETE', `/items/mail_outbox/${id}`, undefined],
      ['GET', '/items/mail_outbox_writes', undefined],
      ['POST', '/items/mail_outbox_writes', { claim: `${id}/1`, mail: id }],
    ] as const) {
      const answer = await directus.admin.request(method, path, body, asker);
      assert.equal(answer.status, 403, `${method} ${path}`);
      assert.doesNotMatch(answer.text, /canary/);
    }
  }
  const [row] = (await directus.admin.request('GET', `/items/mail_outbox?filter[id][_eq]=${id}`))
    .data as Record<string, unknown>[];
  assert.equal(row?.sealed, 'canary-ciphertext');
});

test('a mail that goes takes its claims along', async () => {
  const claim = { claim: `${id}/1`, at: new Date().toISOString(), mail: { id, revision: 1 } };
  const made = await directus.admin.request('POST', '/items/mail_outbox_writes', claim);
  assert.equal(made.status, 200);
  await directus.admin.request('DELETE', `/items/mail_outbox/${id}`);
  const path = `/items/mail_outbox_writes?filter[claim][_eq]=${id}/1`;
  assert.deepEqual((await directus.admin.request('GET', path)).data, []);
});
