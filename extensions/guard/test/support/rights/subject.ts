import { randomUUID } from 'node:crypto';
import { field, type TestAnswer } from '../../../../../test/support/directus-client.ts';
import type { Caller } from '../caller.ts';

/** A user of a role of its own, below another role, and one policy; nothing is bound to anything yet. */
export interface RightsSubject {
  role: string;
  parent: string;
  policy: string;
  user: string;
  /** A static token. */
  token: string;
  email: string;
}

export const password = 'test-user-password-3K';

export async function createSubject({ admin }: Caller): Promise<RightsSubject> {
  const parent = await idOf(admin.request('POST', '/roles', { name: 'above' }));
  const role = await idOf(admin.request('POST', '/roles', { name: 'own', parent }));
  const policy = await idOf(admin.request('POST', '/policies', { name: 'own' }));
  const [token, email] = [randomUUID(), `rights-${randomUUID()}@example.com`];
  const made = { role, token, email, password, status: 'active' };
  const user = await idOf(admin.request('POST', '/users', made));
  return { role, parent, policy, user, token, email };
}

export async function idOf(answer: Promise<TestAnswer>): Promise<string> {
  const { data, status, text } = await answer;
  const id = field(data, 'id');
  if (typeof id === 'string' || typeof id === 'number') return String(id);
  throw new Error(`nothing made: ${status} ${text}`);
}

export async function done(answer: Promise<TestAnswer>): Promise<void> {
  const { status, text } = await answer;
  if (status >= 300) throw new Error(`not done: ${status} ${text}`);
}

export const notes = 'guard_notes';

/** A note with a text, and the field for it. */
export async function makeSecretNote({ admin }: Caller): Promise<void> {
  const text = { field: 'text', type: 'string', schema: {}, meta: {} };
  await done(admin.request('POST', `/fields/${notes}`, text));
  await done(admin.request('POST', `/items/${notes}`, { text: 'secret' }));
}

/** A field whose values are hidden from now on. */
export async function concealText({ admin }: Caller, isConcealed: boolean): Promise<void> {
  const special = isConcealed ? ['conceal'] : null;
  await done(admin.request('PATCH', `/fields/${notes}/text`, { meta: { special } }));
}

export const readsTextAsAdmin = async ({ admin }: Caller): Promise<boolean> =>
  (await admin.request('GET', `/items/${notes}`)).text.includes('"secret"');
