import { randomBytes, randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { introspectionSecretOf } from '@genie-helper/environment';
import { startFakeModel } from '../../test/support/fake-model/fake-model.ts';
import { startTestDirectus, type TestDirectus } from '../../test/support/start-directus.ts';
import { startApi, startTogether } from '../support/start-process.ts';

/** Somebody who is logged in and has a connection. */
export interface Person {
  id: string;
  email: string;
  password: string;
  token: string;
  creatorProfileId: string;
}

/** The API as `npm start` runs it with a model, its limits of rate on, and people. */
export type FairnessStack = Awaited<ReturnType<typeof startFairnessStack>>;

/** How long the model takes for an answer, in milliseconds. */
const modelMs = 300;
/** For 6,000 letters; that's ten times as quick as a model of one's own. */
const worstMs = 3_000;
/** A topic with this in it is answered with the worst that a model may write. */
export const worstTopic = 'one very long word';
const answers = {
  usual: "New set is up and I'm a little proud of it. Subscribe to see the rest of it tonight.",
  worst: 'a'.repeat(6_000),
};

/** @param count how many people */
export function startFairnessStack(count: number) {
  return startTogether(async (keep) => {
    const sharedSecret = randomBytes(32).toString('base64url');
    const introspectionSecret = introspectionSecretOf(sharedSecret);
    const directus = await keep(startTestDirectus({ settings: { introspectionSecret } }));
    const model = await startFakeModel({
      behaviour: {
        script: ({ messages }) => ({
          answer: JSON.stringify(messages).includes(worstTopic) ? answers.worst : answers.usual,
          after: sleep(JSON.stringify(messages).includes(worstTopic) ? worstMs : modelMs),
        }),
      },
    });
    await keep(Promise.resolve({ stop: model.close }));
    const api = await keep(
      startApi(directus, sharedSecret, {
        DIRECTUS_ADMIN_TOKEN: directus.adminToken,
        CREDENTIALS_ENC_KEY_B64: randomBytes(32).toString('base64'),
        CAPTION_PROVIDER: 'openai-compatible',
        LLM_BASE_URL: model.baseUrl,
        LLM_MODEL: 'fake-model',
        RATE_LIMIT_MAX: '1200',
      }),
    );
    const newPerson = () => makePerson(directus, api.url);
    const people: Person[] = [];
    for (let n = 0; n < count; n += 1) people.push(await newPerson());
    return { api, directus, sharedSecret, people, newPerson };
  });
}

async function makePerson(directus: TestDirectus, apiUrl: string): Promise<Person> {
  const user = await directus.admin.createUser();
  const { accessToken: token } = await directus.login(user.email, user.password);
  const answer = await post(`${apiUrl}/api/credentials/create-profile`, token, {
    platform: 'onlyfans',
    credentials: { api_key: 'x'.repeat(1_000) },
  });
  const { id } = (await answer.json()) as { id?: string };
  if (id === undefined) throw new Error(`no connection was made: ${answer.status}`);
  return { ...user, token, creatorProfileId: id };
}

/** Sends JSON, with a token where there is one. A body that's a text is sent as it is. */
export function post(url: string, token: string | null, body: unknown): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** Gives a person a conversation of so many messages, past Directus. */
export function fillConversation(
  directus: TestDirectus,
  { id }: Person,
  { messages, characters }: { messages: number; characters: number },
): void {
  writePast(directus, (db) => {
    const session = randomUUID();
    const now = Date.now();
    db.prepare(
      `INSERT INTO chat_sessions (id, name, "user", date_created, last_message_at)
       VALUES (?, 'long', ?, ?, ?)`,
    ).run(session, id, now, now);
    const message = db.prepare(
      `INSERT INTO chat_messages (session, "user", role, content, date_created)
       VALUES (?, ?, 'user', ?, ?)`,
    );
    for (let n = 0; n < messages; n += 1) message.run(session, id, 'x'.repeat(characters), now);
  });
}

/** Gives a person a second factor, past Directus, which wants it to be proven. */
export function setSecondFactor(directus: TestDirectus, { id }: Person): void {
  writePast(directus, (db) => {
    db.prepare('UPDATE directus_users SET tfa_secret = ? WHERE id = ?').run('JBSWY3DPEHPK3PXP', id);
  });
}

function writePast(
  { settings: { database } }: TestDirectus,
  write: (db: DatabaseSync) => void,
): void {
  if (database.client !== 'sqlite3') throw new Error('a test Directus is on SQLite');
  const db = new DatabaseSync(database.filename, { timeout: 10_000 });
  try {
    db.exec('BEGIN IMMEDIATE');
    write(db);
    db.exec('COMMIT');
  } finally {
    db.close();
  }
}
