import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { listMailFiles, writeMailFile } from '../src/mail-folder.ts';
import { buildMessage } from '../src/message.ts';

test('the folder keeps the newest 1,000 mails, and nothing else of it goes', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'genie-mails-'));
  t.after(() => rm(folder, { recursive: true }));
  const nameOf = (n: number) => `20261126T${String(n).padStart(6, '0')}Z-abcdef01.eml`;
  for (let n = 0; n < 1_005; n += 1) await writeFile(join(folder, nameOf(n)), 'x');
  await writeFile(join(folder, 'notes.txt'), 'mine');
  const date = new Date('2026-11-27T10:00:00Z');
  const from = { name: 'Genie Helper', address: 'no-reply@genie.example' };
  const letter = {
    to: 'dana@example.com',
    subject: 'Hello',
    text: 'Hello.',
    html: '<p>Hello.</p>',
  };
  const message = await buildMessage(letter, { from, id: 'new-mail', date });
  const mail = { id: 'new-mail', date, message };
  const name = await writeMailFile(folder, mail);
  const kept = await listMailFiles(folder);
  assert.equal(kept.length, 1_000);
  assert.deepEqual([kept.at(0), kept.at(-1)], [nameOf(6), name]);
});

test('of two mails of one second the later one is the newest, whatever they are called', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'genie-mails-'));
  t.after(() => rm(folder, { recursive: true }));
  const from = { name: 'Genie Helper', address: 'no-reply@genie.example' };
  const letter = { to: 'dana@example.com', subject: 'Hello', text: 'Hi.', html: '<p>Hi.</p>' };
  const write = async (id: string, time: string) => {
    const date = new Date(time);
    const message = await buildMessage(letter, { from, id, date });
    return await writeMailFile(folder, { id, date, message });
  };
  const first = await write('ffffffff', '2026-11-27T10:00:00.100Z');
  const second = await write('00000000', '2026-11-27T10:00:00.200Z');
  assert.deepEqual(await listMailFiles(folder), [first, second]);
});
