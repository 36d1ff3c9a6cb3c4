/**
 * `POST /api/account/export`: everything that belongs to an account, as one JSON document that is written while it's read.
 *
 * Guarantees: never more than a page of anything is held, whatever the size. The caller is asked again every few seconds;
 * where the login has ended, the server closes, or anything fails, the connection is destroyed and the document doesn't
 * close: it is no JSON then, and its last member `complete` isn't there. One export of a person is under way at a time (in
 * each process), and a few an hour.
 */
import { Readable } from 'node:stream';
import Type from 'typebox';
import type { WatchCaller } from '../../chat/index.ts';
import { AppError, asAppError } from '../../http/errors.ts';
import { type RequestContext, rawOperation } from '../../http/operation.ts';
import { contentAnswer, exampleValues, requestBody } from '../../http/schemas.ts';
import { type AccountReader, account, exampleAccount, readAccount } from '../account-view.ts';
import { freshProofErrors, freshProofFields, type ProveFreshly } from '../fresh-proof.ts';
import type { CountMailbox } from '../mailbox-limit.ts';

/** Whose data, and through which request, as the access log names it. */
export interface ExportCaller {
  userId: string;
  accessor: {
    principal: { kind: 'user'; userId: string };
    requestId: string;
    address: string;
  };
}

/** One list of the document: its name, and its items one after the other. */
export interface ExportPart {
  name: string;
  read(caller: ExportCaller): AsyncIterable<object>;
}

export interface ExportDeps extends AccountReader {
  proveFreshly: ProveFreshly;
  exportParts: readonly ExportPart[];
  countExports: CountMailbox;
  /** Who has one under way in this process. */
  exporting: Set<string>;
  /** Asks again and again whether the caller is still signed in. */
  watchCaller: WatchCaller;
}

/** Larger ones cost fewer turns, and are still small. */
const chunkCharacters = 32_768;

export const exportAccount = rawOperation({
  path: 'POST /api/account/export',
  operationId: 'exportAccount',
  guard: 'user',
  limit: 'sign-in',
  work: 'logins',
  errors: [...freshProofErrors, 'account.export_under_way', 'users.admin_token_not_set'],
  tag: 'Accounts',
  summary: 'Take everything along',
  description:
    'A JSON document: profile, connections, their sessions and download credentials with what is in them in the clear, the captions of batches, batches, the library of captions, chats and their messages, logins, and entries of the access log. Each opening of a credential is in that log, as `export`. Its last member is `"complete": true`; an answer that breaks off has none, and is no JSON. One at a time, five an hour.',
  body: requestBody('AccountExport', freshProofFields, {
    currentPassword: exampleValues.password,
  }),
  answer: contentAnswer('The document, to be kept as a file.', {
    'application/json': {
      schema: Type.Object(
        {
          format: Type.Literal('genie-helper-export'),
          version: Type.Literal(1),
          exportedAt: Type.String(),
          profile: account,
          complete: Type.Literal(true),
        },
        {
          additionalProperties: Type.Array(Type.Object({}, { additionalProperties: true })),
          title: 'AccountData',
        },
      ),
      example: {
        format: 'genie-helper-export',
        version: 1,
        exportedAt: exampleValues.later,
        profile: exampleAccount,
        connections: [
          {
            id: exampleValues.connectionId,
            platform: 'onlyfans',
            platformUsername: 'dana',
            createdAt: exampleValues.earlier,
            updatedAt: exampleValues.earlier,
            credentials: { username: 'dana', password: exampleValues.password },
          },
        ],
        complete: true,
      },
    },
  }),
  async send({ body, principal, request, reply }, deps: ExportDeps) {
    const { userId } = principal.user;
    const { exporting } = deps;
    const proof = await deps.proveFreshly(principal, body, request);
    await proof.end();
    if (exporting.has(userId)) throw new AppError('account.export_under_way');
    exporting.add(userId);
    const over = new AbortController();
    try {
      if (!(await deps.countExports(userId))) {
        throw new AppError('rate_limit.exceeded', { retryAfterSeconds: 60 * 60 });
      }
      const profile = await readAccount(userId, deps);
      const { signal } = request;
      // The server may have begun to close since the proof, and an abort is told once. Whoever has gone gets no document.
      if (signal.reason instanceof AppError) throw signal.reason;
      const caller = callerOf(userId, request);
      const document = Readable.from(inChunks(write(profile, deps.exportParts, caller)));
      const end = (reason: unknown) => {
        if (!document.destroyed) document.destroy(reason as Error);
      };
      signal.addEventListener('abort', () => end(signal.reason), { once: true });
      document.once('error', (error) => {
        // An error that comes before the first byte is answered as one, and is no file.
        if (!reply.raw.headersSent) reply.removeHeader('content-disposition');
        const { code, internal } = asAppError(error) ?? {};
        request.log.warn({ code, internal, userId }, 'an export broke off');
      });
      document.once('end', () => request.log.info({ userId }, 'an account was exported'));
      document.once('close', () => {
        over.abort();
        exporting.delete(userId);
      });
      void deps.watchCaller(principal, end, over.signal);
      const day = new Date().toISOString().slice(0, 10);
      return reply
        .header('content-type', 'application/json; charset=utf-8')
        .header('content-disposition', `attachment; filename="genie-helper-${day}.json"`)
        .send(document);
    } catch (error) {
      over.abort();
      exporting.delete(userId);
      throw error;
    }
  },
});

function callerOf(userId: string, request: Pick<RequestContext, 'id' | 'address'>): ExportCaller {
  const principal = { kind: 'user', userId } as const;
  return { userId, accessor: { principal, requestId: request.id, address: request.address } };
}

/** The document in pieces. What fails is thrown, and the document stays open. */
async function* write(
  profile: object,
  parts: readonly ExportPart[],
  caller: ExportCaller,
): AsyncGenerator<string> {
  const head = { format: 'genie-helper-export', version: 1, exportedAt: new Date().toISOString() };
  yield `${JSON.stringify({ ...head, profile }).slice(0, -1)}`;
  for (const { name, read } of parts) {
    yield `,\n${JSON.stringify(name)}:[`;
    let separator = '\n';
    for await (const item of read(caller)) {
      yield `${separator}${JSON.stringify(item)}`;
      separator = ',\n';
    }
    yield ']';
  }
  yield ',\n"complete":true}\n';
}

async function* inChunks(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let chunk = '';
  for await (const piece of pieces) {
    chunk += piece;
    if (chunk.length < chunkCharacters) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}
