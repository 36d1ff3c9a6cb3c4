import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { proRoleId } from '../../../directus/state/accounts.ts';
import { openSqlite } from '../../../extensions/guard/test/support/guarded-directus.ts';
import type { TestUser } from '../../support/directus-client.ts';
import type { System } from './start-system.ts';

/** How much of everything a crowded system has. */
const howMany = { users: 500, jobs: 500, entries: 5_000, captions: 60 } as const;

const arabic = 'جلسة تصوير عند غروب الشمس على الشاطئ مع ضوء ذهبي';
const japanese = '夕暮れの海辺での撮影、波の音と一緒に新しい写真集をお届けします';
const longWord = 'Donaudampfschifffahrtsgesellschaftskapitän'.repeat(5).slice(0, 200);
const longText =
  'A walk along the quiet harbour with the new camera, the old dog and everybody who came by that day. '.repeat(
    6,
  );

/** Texts of people, of every kind that has broken a page somewhere. */
export const texts = { arabic, japanese, longWord, longText: longText.slice(0, 500) } as const;

const names = ['Mia', longWord, arabic, japanese, longText.slice(0, 200), 'Noor'];
const topics = ['beach', texts.longText, arabic, japanese, longWord];
const captions = [
  'It is up now. Which one would you keep?\n\n#newset #photos',
  `${arabic}\n\n#تصوير`,
  `${japanese}。${japanese}。`,
  `${texts.longText}\n\n${longWord}`,
];
const addresses = [
  '2001:0db8:85a3:0000:0000:8a2e:0370:7334',
  '203.0.113.9',
  '::ffff:192.0.2.128',
  'fe80:0000:0000:0000:0204:61ff:fe9d:f156',
];

/** Who is in a crowded system besides the administrator. */
export interface Crowd {
  /** A creator who has some of everything. */
  creator: TestUser;
  /** Of the creator's batches, one that has long topics and captions. */
  batchId: string;
}

/**
 * Fills a system with 500 users, 500 batches, 5,000 entries of the log and a creator's own things, with texts in several
 * scripts and as long as they can be.
 *
 * @param system one with a Directus of its own and a model
 */
export async function fillWithCrowd(system: System): Promise<Crowd> {
  const email = `${'long-address-'.repeat(4)}mara@${'studio-'.repeat(7)}film.example.com`;
  const creator = await system.createUser({
    email,
    first_name: arabic,
    email_verified_at: new Date().toISOString(),
  });
  const db = await openSqlite(system.directus.settings.dataDir);
  try {
    const userIds = await fillUsers(db);
    const batchId = await fillJobs(db, [creator.id, ...userIds]);
    await fillLog(db, [creator.id, ...userIds]);
    await fillLibrary(db, creator.id);
    await fillOwn(system, creator);
    return { creator, batchId };
  } finally {
    await db.destroy();
  }
}

const of = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;
const minutesAgo = (minutes: number) => Date.now() - minutes * 60_000;

async function fillUsers(db: Knex): Promise<string[]> {
  const rows = Array.from({ length: howMany.users }, (_, index) => ({
    id: randomUUID(),
    email: `${index % 5 === 0 ? `somebody-${'a'.repeat(45)}` : 'user'}${index}@example.com`,
    first_name: of(names, index),
    status: of(['active', 'active', 'suspended', 'archived', 'draft'], index),
    role: proRoleId,
    subscription_tier: index % 7 === 0 ? longWord.slice(0, 64) : 'pro',
    provider: 'default',
  }));
  await db.batchInsert('directus_users', rows, 50);
  return rows.map(({ id }) => id);
}

const written = (index: number) => ({
  ok: true,
  caption: of(captions, index),
  model: 'builtin',
  platform: of(['x', 'instagram', 'onlyfans'], index),
});
const failed = {
  ok: false,
  code: 'captions.model_failed',
  error: 'The caption model gave no usable answer. Try again.',
  platform: 'reddit',
};

/** Every tenth is the creator's. @returns one that is done, with all kinds of topics */
async function fillJobs(db: Knex, userIds: readonly string[]): Promise<string> {
  const rows = Array.from({ length: howMany.jobs }, (_, index) => {
    const status = of(['completed', 'completed', 'failed', 'cancelled', 'completed'], index);
    const items = Array.from({ length: 6 }, (_item, at) => ({
      platform: of(['x', 'instagram', 'onlyfans', 'x', 'x', 'reddit'], at),
      topic: of(topics, at),
    }));
    const result = items.map((_item, at) =>
      at === 5 || status === 'failed' ? failed : written(at),
    );
    return {
      id: randomUUID(),
      user: index % 10 === 0 ? of(userIds, 0) : of(userIds, index),
      type: 'caption-batch',
      status,
      progress: 100,
      items: JSON.stringify(items),
      result: JSON.stringify(result),
      error: status === 'failed' ? 'No caption of this batch could be written.' : null,
      attempts: 1,
      revision: 3,
      date_created: minutesAgo(index * 3),
      started_at: minutesAgo(index * 3 - 1),
      finished_at: minutesAgo(index * 3 - 2),
    };
  });
  await db.batchInsert('caption_jobs', rows, 50);
  return rows[0]?.id ?? '';
}

async function fillLog(db: Knex, userIds: readonly string[]): Promise<void> {
  const rows = Array.from({ length: howMany.entries }, (_, index) => {
    const isServer = index % 4 === 0;
    return {
      at: minutesAgo(howMany.entries - index),
      action: of(['reveal', 'create', 'update', 'delete'], index),
      outcome: of(['done', 'done', 'not_owner', 'owner_inactive'], index),
      principal_kind: isServer ? 'server' : 'user',
      principal_id: isServer ? 'current' : of(userIds, index),
      collection: of(['platform_connections', 'platform_sessions'], index),
      item: randomUUID(),
      connection: randomUUID(),
      request_id: randomUUID(),
      address: of(addresses, index),
      area: 'credentials',
      client: null,
      detail: null,
    };
  });
  await db.batchInsert('credential_access_log', rows, 50);
}

async function fillLibrary(db: Knex, user: string): Promise<void> {
  const rows = Array.from({ length: howMany.captions }, (_, index) => ({
    id: randomUUID(),
    user,
    text: of(captions, index),
    platform: of(['x', 'instagram', 'onlyfans'], index),
    tone: index % 3 === 0 ? longWord.slice(0, 60) : 'warm',
    topic: of(topics, index),
    length: 'short',
    model: 'builtin',
    source: 'single',
    job: null,
    search_text: 'sunset',
    date_created: minutesAgo(index * 50),
  }));
  await db.batchInsert('captions', rows, 50);
}

/** What no row can stand for, since it's sealed: connections, a server, a conversation. */
async function fillOwn(system: System, creator: TestUser): Promise<void> {
  const tokenOf = async ({ email, password }: { email: string; password: string }) =>
    (await system.directus.login(email, password)).accessToken;
  const send = async (token: string, path: string, body: object) => {
    const answer = await system.api.request('POST', path, { token, body });
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`);
  };
  const token = await tokenOf(creator);
  const credentials = { login: 'mara@example.com', password: 'sample-only' };
  for (const [platform, platform_username] of [
    ['instagram', longWord.slice(0, 100)],
    ['onlyfans', arabic],
    ['x', japanese],
  ]) {
    const body = { platform, platform_username, credentials };
    await send(token, '/api/credentials/create-profile', body);
  }
  for (const label of [longWord.slice(0, 100), arabic]) {
    const login = { label, type: 'password', username: 'mara', password: 'sample-only' };
    await send(token, '/api/credentials/download-creds', login);
  }
  const answers = [
    `${arabic}\n\n- ${arabic}\n- ${longWord}`,
    `\`\`\`\n${longWord}\n\`\`\``,
    japanese,
  ];
  for (const [index, answer] of answers.entries()) {
    system.model?.behave({ answer });
    const message = of([longWord, arabic, texts.longText], index);
    await send(token, '/api/genie/stream-chat', { message, sessionId: `crowd-${index % 2}` });
  }
  const admin = await tokenOf(system.admin);
  const password = system.admin.password;
  await send(admin, '/api/admin/clients', {
    name: `publisher-${'x'.repeat(40)}`,
    routes: ['store', 'reveal', 'usage'],
    platforms: ['instagram', 'x', 'onlyfans', 'reddit'],
    owners: [creator.id],
    currentPassword: password,
  });
}
