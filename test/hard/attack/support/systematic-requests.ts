import type { Access, HostileRequest } from './hostile-requests.ts';
import { asHeader, encode, headerNames } from './hostile-requests.ts';
import { naughtyStrings } from './naughty-strings.ts';
import type { AttackedOperation } from './operations.ts';
import type { Dice } from './seeded.ts';

/** A person with records, for requests that are right in all but one thing. */
export interface Owner {
  token: string;
  connectionId: string;
  downloadId: string;
}

/** Of which operations every header is tried: one that reads, one that writes, one of servers. */
const headerTargets = new Set(['/api/me', '/api/captions/generate', '/api/credentials/reveal']);

/** What a body gets so that all fields are checked and nothing is written. */
const stopper = { 'not a field': 0 };

/**
 * Requests that are right but for one text: each naughty string in each field, each parameter and each header. With
 * bodies one in six gets as far as it can, by chance; the others are stopped before they cost Directus a write.
 */
export function* systematicRequests(
  operations: readonly AttackedOperation[],
  access: Access,
  owner: Owner,
  dice: Dice,
): Generator<HostileRequest> {
  let count = 0;
  const textOf = (body: object) =>
    JSON.stringify(dice.percent(16) ? body : { ...body, ...stopper });

  function soundRequest({ method, path, opens, bodies }: AttackedOperation): HostileRequest {
    count += 1;
    const isOwners = /credentials|queue/.test(path);
    // Chats and batches are limited by user.
    const token = isOwners
      ? owner.token
      : (access.userTokens[count % access.userTokens.length] ?? '');
    const headers: Record<string, string> = {
      'x-forwarded-for': `10.9.${(count >> 8) & 255}.${count & 255}`,
      ...(opens === 'user' ? { authorization: `Bearer ${token}` } : {}),
      ...(opens === 'admin' ? { authorization: `Bearer ${access.adminToken}` } : {}),
      ...(opens === 'secret' ? { 'x-rbac-sync-secret': access.sharedSecret } : {}),
      ...(bodies.length > 0 ? { 'content-type': 'application/json' } : {}),
    };
    const [body] = bodies;
    return { method, path, headers, body: body && textOf(soundBody(body)) };
  }

  function soundBody(example: Record<string, unknown>): Record<string, unknown> {
    const right: Record<string, string> = {
      id: owner.connectionId,
      creatorProfileId: owner.connectionId,
      downloadCredentialId: owner.downloadId,
      email: `person-${count}@example.com`,
    };
    const replace = ([name, value]: [string, unknown]) => [name, right[name] ?? value];
    return Object.fromEntries(Object.entries(example).map(replace));
  }

  function* inBody(operation: AttackedOperation, text: string): Generator<HostileRequest> {
    for (const example of operation.bodies) {
      for (const name of operation.fields) {
        const body = textOf({ ...soundBody(example), [name]: text });
        yield { ...soundRequest(operation), body };
      }
      for (const [name, value] of Object.entries(example)) {
        for (const inside of replacedInside(value, text)) {
          const body = textOf({ ...soundBody(example), [name]: inside });
          yield { ...soundRequest(operation), body };
        }
      }
      const extra = JSON.stringify({ ...soundBody(example), [`${text} `]: text });
      yield { ...soundRequest(operation), body: extra };
    }
  }

  for (const operation of operations) {
    for (const text of naughtyStrings) {
      const sound = soundRequest(operation);
      for (const name of operation.pathParameters) {
        yield { ...sound, path: operation.path.replace(`{${name}}`, encode(text) || '%20') };
      }
      for (const name of operation.queryParameters) {
        yield { ...sound, path: `${operation.path}?${name}=${encode(text)}` };
      }
      yield* inBody(operation, text);
      if (!headerTargets.has(operation.path)) continue;
      for (const name of headerNames) {
        const { headers, ...others } = soundRequest(operation);
        yield { ...others, headers: { ...headers, [name]: asHeader(text) } };
      }
    }
  }
}

/** A list or an object once for each value in it, with the text in that value's place. */
function replacedInside(value: unknown, text: string): unknown[] {
  if (Array.isArray(value)) {
    return value
      .slice(0, 1)
      .flatMap((first, index) =>
        [text, ...replacedInside(first, text)].map((inside) => value.toSpliced(index, 1, inside)),
      );
  }
  if (typeof value !== 'object' || value === null) return [];
  const names = Object.keys(value);
  return [...names.map((name) => ({ ...value, [name]: text })), { ...value, [text]: text }];
}
