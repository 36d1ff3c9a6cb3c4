import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { proRoleId } from '../../../directus/state/accounts.ts';
import { createTestDirectusClient, field } from '../../support/directus-client.ts';
import { testAdmin } from '../../support/directus-settings.ts';
import type { Fleet } from '../machines/fleet.ts';

/** What became of tokens whose right was taken away while a fault lasted. */
export interface TakenAway {
  /** How often each right was taken away, and how often of these by SQL, because no Directus answered. */
  changes: number;
  bySql: number;
  /** Answers of requests sent after the change was confirmed. */
  refused: number;
  unavailable: number;
  unreachable: number;
  /** Of those who kept their right, sent at the same time. */
  controlsLetIn: number;
  controlsUnavailable: number;
  /** What must never be: let in, or an answer that is neither a refusal nor an outage. */
  wrong: string[];
  /** Kinds of change that were not refused, with 401 or 403, at both APIs and one Directus at least. */
  unproven: string[];
}

/** Takes rights away, again and again, while a fault lasts. */
export interface Taker {
  /**
   * Signs people in, runs the fault, and meanwhile takes away what they may: the first time at once, then with new people
   * until it is over. Asks every process on the very next request, and all of them once more in the end.
   */
  during(fault: () => Promise<unknown>): Promise<TakenAway>;
}

interface Person {
  id: string;
  accessToken: string;
  refreshToken: string;
  /** The row that makes an administrator of who is demoted by a policy. */
  accessId: string;
}

interface Change {
  /** What may be asked of an API and of a Directus with the right alone. */
  asks: [api: string, directus: string];
  /** The change itself, through a Directus. */
  request(person: Person): [method: string, path: string, body?: object, token?: null];
  /** The same past every Directus. */
  sql: string;
}

const meanwhileMs = 300;
const pauseMs = 5_000;
const userAsks: Change['asks'] = ['/api/me', '/users/me'];
const adminAsks: Change['asks'] = ['/api/admin/users', '/activity?limit=1'];

const changes = {
  'logged out': {
    asks: userAsks,
    request: ({ refreshToken }) => ['POST', '/auth/logout', { refresh_token: refreshToken }, null],
    sql: 'DELETE FROM directus_sessions WHERE "user" = ?',
  },
  suspended: {
    asks: userAsks,
    request: ({ id }) => ['PATCH', `/users/${id}`, { status: 'suspended' }],
    sql: `UPDATE directus_users SET status = 'suspended' WHERE id = ?`,
  },
  'demoted from the role': {
    asks: adminAsks,
    request: ({ id }) => ['PATCH', `/users/${id}`, { role: proRoleId }],
    sql: `UPDATE directus_users SET role = '${proRoleId}' WHERE id = ?`,
  },
  'demoted by a policy': {
    asks: adminAsks,
    request: ({ accessId }) => ['DELETE', `/access/${accessId}`],
    sql: 'DELETE FROM directus_access WHERE "user" = ?',
  },
} satisfies Record<string, Change>;

type Kind = keyof typeof changes;
type People = Map<Kind | 'control', Person>;
const kinds = Object.keys(changes) as Kind[];

/** People are made as an administrator of its own, whom no rotation concerns. */
export async function prepareTaker({ pair, apis }: Fleet): Promise<Taker> {
  const directusUrls = [pair.one.url, pair.two.url];
  const processes = [
    ...apis.map(({ url }) => ({ url, isApi: true })),
    ...directusUrls.map((url) => ({ url, isApi: false })),
  ];
  const first = createTestDirectusClient(pair.one.url, testAdmin.token);
  const me = await first.request('GET', '/users/me?fields=role');
  const adminRole = String(field(me.data, 'role'));
  const policy = await first.request('POST', '/policies', {
    name: 'people who are demoted',
    admin_access: true,
    app_access: true,
  });
  const token = `token-of-who-takes-away-${randomUUID()}`;
  await first.createUser({ role: adminRole, token });
  const clients = directusUrls.map((url) => createTestDirectusClient(url, token));

  /** Who has what is taken away next, and who keeps it; undefined where nobody can sign in now. */
  async function signIn(turn: number, inMs: number): Promise<People | undefined> {
    for (const shift of [0, 1]) {
      const client = clients[(turn + shift) % 2];
      const all = [...kinds, 'control' as const].map(async (kind) => {
        const fields = kind === 'demoted from the role' ? { role: adminRole } : {};
        const user = await client?.createUser(fields);
        if (client === undefined || user === undefined) throw new Error('no Directus');
        let accessId = '';
        if (kind === 'demoted by a policy') {
          const access = { user: user.id, policy: field(policy.data, 'id') };
          const given = await client.request('POST', '/access', access);
          accessId = String(field(given.data, 'id'));
          if (given.status !== 200) throw new Error(`no access given: ${given.status}`);
        }
        const tokens = await client.login(user.email, user.password);
        return [kind, { id: user.id, accessId, ...tokens }] as const;
      });
      const made = await withTimeout(inMs, Promise.all(all)).catch(() => undefined);
      if (made !== undefined) return new Map(made);
    }
    return undefined;
  }

  return {
    async during(fault) {
      const result: TakenAway = {
        changes: 0,
        bySql: 0,
        refused: 0,
        unavailable: 0,
        unreachable: 0,
        controlsLetIn: 0,
        controlsUnavailable: 0,
        wrong: [],
        unproven: [],
      };
      const proven = new Map(kinds.map((kind) => [kind, new Set<string>()]));
      const dead: [Kind, Person][] = [];
      const answers: Promise<void>[] = [];
      let kept: Person | undefined;

      async function takeAway(kind: Kind, person: Person, turn: number): Promise<void> {
        const { request, sql } = changes[kind] as Change;
        result.changes += 1;
        for (const shift of [0, 1]) {
          const done = clients[(turn + shift) % 2]?.request(...request(person));
          const answer = await withTimeout(3_000, done ?? Promise.reject()).catch(() => undefined);
          if (answer !== undefined && answer.status < 500) {
            if (answer.status >= 400) result.wrong.push(`${kind}: not done, ${answer.status}`);
            return;
          }
        }
        result.bySql += 1;
        await pair.db.raw(sql, [person.id]);
      }

      async function expectRefused(kind: Kind, { accessToken }: Person, where: string) {
        const place = processes.find(({ url }) => url === where);
        const status = await statusAt(where, changes[kind].asks[place?.isApi ? 0 : 1], accessToken);
        if (status === 401 || status === 403) {
          result.refused += 1;
          proven.get(kind)?.add(where);
        } else if (status === 503) result.unavailable += 1;
        else if (status === 0) result.unreachable += 1;
        else result.wrong.push(`${kind}: ${status} at ${place?.isApi ? 'an API' : 'a Directus'}`);
      }

      async function expectLetIn(bearer: string, where: string, path: string) {
        const status = await statusAt(where, path, bearer);
        if (status === 200) result.controlsLetIn += 1;
        else if (status === 503 || status === 0) result.controlsUnavailable += 1;
        else result.wrong.push(`one who lost nothing: ${status}`);
      }

      /** Whoever lost nothing: a person, and an administrator. */
      const askControls = (control: Person | undefined) =>
        processes.flatMap(({ url, isApi }) => {
          const which = isApi ? 0 : 1;
          return [
            expectLetIn(control?.accessToken ?? '', url, userAsks[which]),
            expectLetIn(token, url, adminAsks[which]),
          ];
        });

      async function takeFromAll(people: People, turn: number) {
        await Promise.all(
          kinds.map(async (kind) => {
            const person = people.get(kind);
            if (person === undefined) return;
            await takeAway(kind, person, turn);
            dead.push([kind, person]);
            for (const { url } of processes) answers.push(expectRefused(kind, person, url));
          }),
        );
        kept = people.get('control');
        answers.push(...askControls(kept));
      }

      let people: People | undefined = await signIn(0, 30_000);
      if (people === undefined) throw new Error('nobody could sign in before the fault');
      let isOver = false;
      const pulled = fault().finally(() => {
        isOver = true;
      });
      // Awaited at the end; a failure of it is nobody's before that.
      pulled.catch(() => undefined);
      await sleep(meanwhileMs);
      for (let turn = 0; !isOver || turn === 0; turn += 1) {
        if (people !== undefined) await takeFromAll(people, turn);
        await Promise.race([pulled.catch(() => undefined), sleep(pauseMs)]);
        if (!isOver) people = await signIn(turn + 1, 4_000);
      }
      await pulled;
      // What was sent to a frozen process is answered when it wakes.
      await Promise.all(answers);
      await Promise.all([
        ...askControls(kept),
        ...dead.flatMap(([kind, person]) =>
          processes.map(({ url }) => expectRefused(kind, person, url)),
        ),
      ]);
      const isApi = (url: string) => apis.some((api) => api.url === url);
      for (const [kind, where] of proven) {
        const atApis = [...where].filter(isApi).length;
        if (atApis < apis.length || where.size === atApis) result.unproven.push(kind);
      }
      return result;
    },
  };
}

/** In a line. */
export function describeTakenAway(taken: TakenAway): string {
  const { changes: count, bySql, refused, unavailable, unreachable } = taken;
  const { controlsLetIn, controlsUnavailable } = taken;
  return `${count} times logged out, suspended or demoted (${bySql} by SQL); next requests: ${refused} refused, ${unavailable} 503, ${unreachable} at nobody, let in none, but ${controlsLetIn} of ${controlsLetIn + controlsUnavailable} who had lost nothing`;
}

/** @throws AssertionError where somebody was let in, was answered something else, or nothing was shown */
export function assertTakenAway({ wrong, unproven, controlsLetIn }: TakenAway): void {
  assert.deepEqual(wrong, []);
  assert.deepEqual(unproven, [], 'never refused at both APIs and a Directus');
  assert.ok(controlsLetIn > 0, 'who lost nothing was never let in');
}

async function statusAt(url: string, path: string, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  // Longer than any process is frozen.
  return await fetch(url + path, { headers, signal: AbortSignal.timeout(45_000) }).then(
    async (answer) => {
      await answer.text();
      return answer.status;
    },
    () => 0,
  );
}

function withTimeout<T>(ms: number, work: Promise<T>): Promise<T> {
  const late = sleep(ms, undefined, { ref: false }).then(() => Promise.reject(new Error('late')));
  return Promise.race([work, late]);
}
