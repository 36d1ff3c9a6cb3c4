import { randomUUID } from 'node:crypto';
import type { APIRequestContext, Browser } from 'playwright-core';
import type { TestUser } from '../../support/directus-client.ts';
import type { Login } from './sign-in.ts';
import type { System } from './start-system.ts';

const ideas =
  'Here are three ideas for tonight:\n\n1. Golden hour, golden mood.\n2. Chasing the sun with you.\n3. Salt, sand and one more frame.\n\nTell me which one you like, and I will write it for Instagram.';

const batch = [
  { platform: 'instagram', topic: 'sunset shoot at the beach' },
  { platform: 'x', topic: 'backstage' },
  { platform: 'reddit', topic: 'new set' },
];

/**
 * Gives a system what pages need in order to look as they do in use: a creator with connections, a batch and a
 * conversation, some people besides.
 *
 * @param system one with a model
 */
export async function fillSystem(system: System, browser: Browser): Promise<Login> {
  const names = [
    ['mara', 'Mara'],
    ['noor', 'Noor'],
    ['jonas', 'Jonas'],
    ['iris', 'Iris'],
  ];
  const people = [];
  for (const [name, first_name] of names) {
    const email_verified_at = new Date().toISOString();
    const email = `${name}@example.com`;
    people.push(await system.createUser({ email, first_name, email_verified_at }));
  }
  const [mara] = people;
  if (mara === undefined) throw new Error('nobody was made');
  const context = await browser.newContext();
  const send = sender(context.request, system.url);
  await send('/api/session', { email: mara.email, password: mara.password });
  for (const [platform, platform_username] of [
    ['onlyfans', 'mara.m'],
    ['instagram', 'mara.by.the.sea'],
  ]) {
    const credentials = { login: 'mara@example.com', password: 'sample-only' };
    await send('/api/credentials/create-profile', { platform, platform_username, credentials });
  }
  const archive = { label: 'Archive', type: 'password', username: 'mara', password: 'sample-only' };
  await send('/api/credentials/download-creds', archive);
  system.model?.behave(
    ...batch.map(() => ({
      answer: 'It is up now. Which one would you keep? #newset #photos #beach',
    })),
  );
  const { jobId } = JSON.parse(await send('/api/captions/batch', { items: batch }));
  await ended(context.request, `${system.url}/api/queue/jobs/${jobId}`);
  system.model?.behave({ answer: ideas });
  await send('/api/genie/stream-chat', { message: 'What could I write about the sunset shoot?' });
  await context.close();
  await keepPastJobs(system, people);
  return mara;
}

/** A day of finished batches, as if they had been written over its hours. */
async function keepPastJobs({ directus }: System, people: readonly TestUser[]): Promise<void> {
  for (let hours = 1; hours < 24; hours += 1) {
    for (let n = 0; n < 1 + ((hours * 5) % 4); n += 1) {
      const isFailed = (hours + n) % 9 === 0;
      const at = (minutes: number) =>
        new Date(Date.now() - hours * 3_600_000 + minutes * 60_000).toISOString();
      await directus.admin.request('POST', '/items/caption_jobs', {
        id: randomUUID(),
        user: people[(hours + n) % people.length]?.id,
        type: 'caption-batch',
        status: isFailed ? 'failed' : 'completed',
        progress: 100,
        items: [{ platform: 'x', topic: 'backstage' }],
        result: [isFailed ? unusable : written],
        error: isFailed ? 'No caption of this batch could be written.' : null,
        date_created: at(0),
        started_at: at(1),
        finished_at: at(2),
      });
    }
  }
}

const written = { ok: true, caption: 'Backstage is up.', model: 'builtin', platform: 'x' };
const unusable = {
  ok: false,
  code: 'captions.model_failed',
  error: 'The caption model gave no usable answer. Try again.',
  platform: 'x',
};

/** Posts as a page of ours does, and answers with the text. @throws Error where it is refused */
function sender(request: APIRequestContext, url: string) {
  return async (path: string, data: object): Promise<string> => {
    const answer = await request.post(url + path, { data, headers: { origin: url } });
    if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
    return await answer.text();
  };
}

async function ended(request: APIRequestContext, url: string): Promise<void> {
  for (;;) {
    const { job } = await (await request.get(url)).json();
    if (job.status === 'completed' || job.status === 'failed') return;
  }
}
