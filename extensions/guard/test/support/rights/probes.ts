import { randomUUID } from 'node:crypto';
import { field, type TestAnswer } from '../../../../../test/support/directus-client.ts';
import { type Caller, tokenField } from '../caller.ts';
import { shares } from './steps.ts';
import { notes, password, type RightsSubject } from './subject.ts';

/** Something that one of them may do as long as the rights are as prepared; tells whether it may at this moment. */
export type Probe = (at: Caller, subject: RightsSubject) => Promise<boolean>;

/** Only a plain yes or a plain no counts. */
function verdict({ status, text }: TestAnswer, yes: boolean): boolean {
  if (status === 403 || status === 401) return false;
  if (status >= 300) throw new Error(`neither yes nor no: ${status} ${text}`);
  return yes;
}

export const readsNotes: Probe = async ({ admin }, { token }) => {
  const answer = await admin.request('GET', `/items/${notes}`, undefined, token);
  return verdict(answer, Array.isArray(answer.data) && answer.data.length > 0);
};

export const readsText: Probe = async ({ admin }, { token }) => {
  const answer = await admin.request('GET', `/items/${notes}`, undefined, token);
  const rows = Array.isArray(answer.data) ? answer.data : [];
  return verdict(
    answer,
    rows.some((row) => field(row, 'text') === 'secret'),
  );
};

export const readsNotesByGraphql: Probe = async ({ admin }, { token }) => {
  const { data } = await admin.graphql('items', `{ ${notes} { id text } }`, token);
  const rows = field(data, notes);
  return Array.isArray(rows) && rows.some((row) => field(row, 'text') === 'secret');
};

export const isPermittedInGraphql: Probe = async ({ admin }, { token }) => {
  const { text } = await admin.graphql('items', '{ __schema { types { name } } }', token);
  return text.includes(`"${notes}"`);
};

export const changesNote: Probe = async ({ admin }, { token }) => {
  const { data } = await admin.request('GET', `/items/${notes}?limit=1`);
  const id = Array.isArray(data) ? field(data[0], 'id') : undefined;
  const answer = await admin.request('PATCH', `/items/${notes}/${id}`, { text: 'secret' }, token);
  return verdict(answer, true);
};

export const createsNote: Probe = async ({ admin }, { token }) =>
  verdict(await admin.request('POST', `/items/${notes}`, { text: 'secret' }, token), true);

export const createsOtherNote: Probe = async ({ admin }, { token }) => {
  const answer = await admin.request('POST', `/items/${notes}`, { text: 'other' }, token);
  return answer.status === 400 ? false : verdict(answer, true);
};

/** What only an administrator may: see users, change another, sign somebody out, and the same by GraphQL. */
export const isAdmin: Probe = async ({ admin }, { token, parent }) => {
  const nobody = randomUUID();
  const answers = await Promise.all([
    admin.request('GET', '/users?fields=id,email', undefined, token),
    admin.request('PATCH', `/roles/${parent}`, { description: nobody }, token),
    admin.request('POST', '/genie/sign-out', { userId: nobody }, token),
  ]);
  const byGraphql = await admin.graphql('system', '{ users { id email } }', token);
  const did = [
    ...answers.map(({ status }) => status < 300),
    Array.isArray(field(byGraphql.data, 'users')),
  ];
  return did.some(Boolean);
};

export const isAdminAfterLogin: Probe = async (at, subject) => {
  const { email } = subject;
  const login = await at.admin.request('POST', '/auth/login', { email, password }, null);
  return isAdmin(at, { ...subject, token: tokenField(login, 'access_token') });
};

export const isAdminByJwt: Probe = async (at, subject) => {
  const { email } = subject;
  jwts[email] ??= await at.admin
    .request('POST', '/auth/login', { email, password }, null)
    .then((login) => tokenField(login, 'access_token'));
  return isAdmin(at, { ...subject, token: jwts[email] });
};
const jwts: Record<string, string> = {};

export const seesPresets: Probe = async ({ admin }, { token }) =>
  verdict(await admin.request('GET', '/presets', undefined, token), true);

export const readsInPublic: Probe = async (at, subject) =>
  readsNotes({ ...at, admin: publicly(at.admin) }, subject);

function publicly(admin: Caller['admin']): Caller['admin'] {
  return {
    ...admin,
    request: (method, path, body, _token, headers) =>
      admin.request(method, path, body, null, headers),
  };
}

export const readsShare: Probe = async ({ admin }, { user }) => {
  const { item = '', token = '' } = shares[user] ?? {};
  return verdict(await admin.request('GET', `/items/${notes}/${item}`, undefined, token), true);
};
