import assert from 'node:assert/strict';
import { refreshGraceMs } from '@genie-helper/guard-protocol';
import type { TestAnswer, TestUser } from '../../../../test/support/directus-client.ts';
import fc from '../../../../test/support/properties.ts';
import { rotationLimit } from '../../src/sessions/rotation-limit.ts';
import { type Caller, tokenField } from './caller.ts';
import { endLogin, endOtherLogins } from './logins.ts';

/** One step of one user: a thing that happens, or two at the same moment. */
export type Step = { pick: number } & (
  | { kind: 'login' | 'refresh' | 'lateTab' | 'logout' | 'suspend' | 'activate' | 'request' }
  | { kind: 'refreshTwice' | 'refreshAndLogout' | 'refreshAndSuspend' | 'loginAndSuspend' }
  | { kind: 'endDevice' | 'endOthers' | 'outlive' | 'refreshAndEndDevice' | 'refreshAndEndOthers' }
);

/** How long a call may take to arrive at Directus. */
const marginMs = 8_000;

/** As `SESSION_MAX_DAYS` says unless it is set. */
const longestLifeMs = 30 * 86_400_000;

const weights: readonly [Step['kind'], number][] = [
  ['login', 5],
  ['refresh', 10],
  ['lateTab', 5],
  ['logout', 5],
  ['suspend', 2],
  ['activate', 5],
  ['request', 20],
  ['refreshTwice', 5],
  ['refreshAndLogout', 4],
  ['refreshAndSuspend', 2],
  ['loginAndSuspend', 2],
  ['endDevice', 3],
  ['endOthers', 2],
  ['outlive', 2],
  ['refreshAndEndDevice', 2],
  ['refreshAndEndOthers', 2],
];

export const stepArbitrary: fc.Arbitrary<Step> = fc.record({
  kind: fc.oneof(...weights.map(([kind, weight]) => ({ weight, arbitrary: fc.constant(kind) }))),
  pick: fc.nat(1_000),
});

/** One login in the model: every access token it ever gave, and its refresh tokens, newest last. */
interface Login {
  isLive: boolean;
  access: string[];
  refresh: string[];
  /** Between which moments the token before the last was replaced; epoch milliseconds. */
  replaced: { after: number; before: number };
  /** When its token was replaced, at the latest; epoch milliseconds. */
  rotations: number[];
}

/** A user and what must be true of each of its tokens, checked against Directus after every step. */
export interface UserModel {
  take(step: Step): Promise<void>;
  /** Every token that this user was ever given, and whether it must count now. */
  tokens(): { token: string; isLive: boolean }[];
}

export function createUserModel(directus: Caller, user: TestUser): UserModel {
  const logins: Login[] = [];
  let isActive = true;

  const actions: Record<Step['kind'], (login: Login | undefined) => Promise<void>> = {
    async login() {
      const answer = await askLogin();
      assert.equal(answer.status, isActive ? 200 : 401, 'login');
      if (isActive) logins.push(loginOf(answer));
    },
    async refresh(login) {
      if (login === undefined) return;
      const after = Date.now();
      const answer = await directus.refresh(last(login.refresh));
      settle(login, answer);
      if (answer.status !== 429) rotated(login, after);
    },
    /** A tab, or a thief, with the token before the last. */
    async lateTab(login) {
      const token = login?.refresh.at(-2);
      if (login === undefined || token === undefined) return;
      const now = Date.now();
      const isInGrace = now - login.replaced.after < refreshGraceMs - marginMs;
      const isReuse = now - login.replaced.before > refreshGraceMs;
      if (!isInGrace && !isReuse) return;
      const answer = await directus.refresh(token);
      if (isReuse) login.isLive = false;
      settle(login, answer);
      if (isLive(login)) assert.equal(login.refresh.at(-1), login.refresh.at(-2), 'same token');
      if (isLive(login)) login.refresh.pop();
    },
    async logout(login) {
      if (login === undefined) return;
      await directus.logout(last(login.refresh));
      login.isLive = false;
    },
    suspend: () => setStatus('suspended'),
    activate: () => setStatus('active'),
    async request(login) {
      if (login === undefined) return;
      const token = login.access[0];
      const { status } = await directus.admin.request('GET', '/users/me', undefined, token ?? '');
      assert.equal(status, isLive(login) ? 200 : 401, 'request');
    },
    async refreshTwice(login) {
      if (login === undefined) return;
      const token = last(login.refresh);
      const after = Date.now();
      const answers = await Promise.all([directus.refresh(token), directus.refresh(token)]);
      for (const answer of answers) settle(login, answer);
      if (!isLive(login) || answers.some(({ status }) => status === 429)) return;
      rotated(login, after);
      assert.equal(login.refresh.at(-1), login.refresh.at(-2), 'both the same');
      login.refresh.pop();
    },
    async refreshAndLogout(login) {
      if (login === undefined) return;
      const token = last(login.refresh);
      const [answer] = await Promise.all([directus.refresh(token), directus.logout(token)]);
      login.isLive = false;
      remember(login, answer);
    },
    async refreshAndSuspend(login) {
      if (login === undefined) return;
      const [answer] = await Promise.all([
        directus.refresh(last(login.refresh)),
        setStatus('suspended'),
      ]);
      remember(login, answer);
    },
    async loginAndSuspend() {
      const [answer] = await Promise.all([askLogin(), setStatus('suspended')]);
      if (answer.status === 200) logins.push({ ...loginOf(answer), isLive: false });
    },
    async endDevice(login) {
      if (login === undefined) return;
      const ended = await end(login);
      assert.equal(ended, isLive(login) ? 1 : 0, 'ended');
      login.isLive = false;
    },
    async endOthers(login) {
      if (login === undefined) return;
      await endOthers(login);
      endAllBut(login);
    },
    /** It begins to be older than a login may be; no renewal saves it. */
    async outlive(login) {
      if (login === undefined) return;
      await directus.ageLogin(last(login.access), longestLifeMs);
      login.isLive = false;
    },
    async refreshAndEndDevice(login) {
      if (login === undefined) return;
      const [answer] = await Promise.all([directus.refresh(last(login.refresh)), end(login)]);
      login.isLive = false;
      remember(login, answer);
    },
    async refreshAndEndOthers(login) {
      const other = logins.find((one) => one !== login);
      if (login === undefined || other === undefined) return;
      const [answer] = await Promise.all([directus.refresh(last(other.refresh)), endOthers(login)]);
      endAllBut(login);
      remember(other, answer);
    },
  };

  return {
    async take({ kind, pick }) {
      await actions[kind](logins.length === 0 ? undefined : logins[pick % logins.length]);
      await compare(kind);
    },
    tokens,
  };

  function tokens(): { token: string; isLive: boolean }[] {
    return logins.flatMap((login) =>
      login.access.map((token) => ({ token, isLive: isLive(login) })),
    );
  }

  /** Directus and the model agree on every token that this user was ever given. */
  async function compare(step: string): Promise<void> {
    const given = tokens();
    const { data } = await directus.introspect(given.map(({ token }) => token));
    assert.ok(Array.isArray(data));
    assert.deepEqual(
      data.map((identity) => identity !== null),
      given.map((each) => each.isLive),
      `tokens after ${step}`,
    );
  }

  function end(login: Login): Promise<number> {
    return endLogin(directus, user.id, last(login.access));
  }

  function endOthers(login: Login): Promise<number> {
    return endOtherLogins(directus, user.id, last(login.access));
  }

  function endAllBut(kept: Login): void {
    for (const login of logins) if (login !== kept) login.isLive = false;
  }

  function isLive(login: Login): boolean {
    return login.isLive && isActive;
  }

  /** What a refresh must have answered, and what it adds. */
  function settle(login: Login, answer: TestAnswer): void {
    if (answer.status === 429) {
      assert.ok(mayBeLimited(login), 'too many refreshes');
      return;
    }
    assert.equal(answer.status, isLive(login) ? 200 : 401, 'refresh');
    remember(login, answer);
  }

  function rotated(login: Login, after: number): void {
    login.replaced = { after, before: Date.now() };
    login.rotations.push(Date.now());
  }

  function remember(login: Login, answer: TestAnswer): void {
    if (answer.status !== 200) return;
    login.access.push(tokenField(answer, 'access_token'));
    login.refresh.push(tokenField(answer, 'refresh_token'));
  }

  async function setStatus(status: 'active' | 'suspended'): Promise<void> {
    const answer = await directus.admin.request('PATCH', `/users/${user.id}`, { status });
    assert.equal(answer.status, 200);
    isActive = status === 'active';
    if (!isActive) for (const login of logins) login.isLive = false;
  }

  function askLogin(): Promise<TestAnswer> {
    const { email, password } = user;
    return directus.admin.request('POST', '/auth/login', { email, password }, null);
  }
}

/** Whether as many rotations as are allowed may have been made within the window. */
function mayBeLimited({ rotations }: Login): boolean {
  const since = Date.now() - rotationLimit.windowMs - marginMs;
  return rotations.filter((at) => at > since).length >= rotationLimit.rotations;
}

function loginOf(answer: TestAnswer): Login {
  const access = [tokenField(answer, 'access_token')];
  const refresh = [tokenField(answer, 'refresh_token')];
  return { isLive: true, access, refresh, replaced: { after: 0, before: 0 }, rotations: [] };
}

function last(tokens: readonly string[]): string {
  const token = tokens.at(-1);
  assert.ok(token !== undefined);
  return token;
}
