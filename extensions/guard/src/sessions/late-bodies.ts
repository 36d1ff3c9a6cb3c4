/**
 * Uploads and imports whose body is still under way when Directus has checked their token.
 *
 * Directus reads JSON before it looks at a token, but `multipart/form-data` only in its handlers, which go on with the
 * rights of the check for as long as the body takes.
 *
 * Guarantees: a handler gets such a body only when it's whole and its token has been checked once more, admin rights
 * included. So what was revoked while a body was held back does nothing: no file, no record, no row of an import. Each
 * user has two such bodies at a time, the next one waits; without admin rights each is at most 64 MiB.
 *
 * Doesn't guarantee: anything about resumable uploads (`TUS_ENABLED`, which is off), or about a public upload, which has
 * no token to be revoked.
 */
import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import {
  ContentTooLargeError,
  ForbiddenError,
  InvalidCredentialsError,
  isDirectusError,
} from '@directus/errors';
import { createTurns } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import type { RightsGuard } from '../rights/index.ts';
import { type DirectusRequest, type Logger, type Next, queryRows } from '../shared/directus.ts';
import type { VerifyAccessToken } from './access-token.ts';
import { adminRights } from './find-identities.ts';
import { type RequestGuard, wasWholeAtCheck } from './requests.ts';

export interface LateBodyDeps {
  db: Knex;
  logger: Logger;
  verify: VerifyAccessToken;
  guard: Pick<RequestGuard, 'checkRequest'>;
  rights: Pick<RightsGuard, 'enter'>;
  /** Where bodies lie until they're whole; made where it isn't there. */
  tempDir: string;
}

type UploadRequest = DirectusRequest & IncomingMessage & { query?: Record<string, unknown> };
type UploadResponse = Pick<IncomingMessage, 'once'>;

/** Of a body of somebody without admin rights, in bytes. */
const mostBytes = 64 * 1_024 * 1_024;
const atOnce = 2;

/** Express middleware before Directus's routes. */
export function createLateBodies(deps: LateBodyDeps) {
  const inTurn = createTurns({ atOnce });

  return (request: UploadRequest, response: UploadResponse, next: Next): void => {
    const userId = request.accountability?.user;
    if (typeof userId !== 'string' || wasWholeAtCheck(request) || !isMultipart(request)) {
      next();
      return;
    }
    inTurn(userId, () => holdUntilWhole(request, response)).then(
      () => next(),
      (error: unknown) => {
        // Nobody is left to be answered.
        if (request.destroyed && !request.complete) return;
        if (!isDirectusError(error)) deps.logger.error(error, 'A body could not be held.');
        next(error);
      },
    );
  };

  async function holdUntilWhole(request: UploadRequest, response: UploadResponse): Promise<void> {
    const file = await openUnnamed(deps.tempDir);
    try {
      await keep(request, file, request.accountability?.admin === true ? Infinity : mostBytes);
      const rights = await deps.guard.checkRequest(request, deps.db);
      // What the handler may do is judged by the rights of now, not by those that the body began with.
      await deps.rights.enter(request, rights);
      await assertSameRights(deps, request);
    } catch (error) {
      await file.close();
      throw error;
    }
    giveBack(request, response, file);
  }
}

function isMultipart({ headers }: UploadRequest): boolean {
  return /^multipart\/form-data\b/i.test(String(headers['content-type'] ?? ''));
}

/** A file that goes with its last reader, and with the process. */
async function openUnnamed(folder: string): Promise<FileHandle> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `genie-body-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
}

async function keep(request: UploadRequest, file: FileHandle, most: number): Promise<void> {
  let size = 0;
  // The connection must outlive a refusal, or nobody would hear it.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length;
    if (size > most) throw new ContentTooLargeError();
    await file.write(chunk as Buffer);
  }
}

/** Directus's handlers read such a body by `pipe`, and by nothing else. */
function giveBack(request: UploadRequest, response: UploadResponse, file: FileHandle): void {
  let isTaken = false;
  request.pipe = <Target extends NodeJS.WritableStream>(target: Target): Target => {
    isTaken = true;
    const body = file.createReadStream({ start: 0 });
    body.once('error', (error) => (target as unknown as Writable).destroy(error));
    // An import in the background goes on after its answer.
    if (request.query?.background === undefined) response.once('close', () => body.destroy());
    return body.pipe(target);
  };
  response.once('close', () => {
    if (!isTaken) void file.close();
  });
}

interface Rights {
  roleId: string | null;
  isAdmin: 0 | 1;
}

/**
 * Whether a token that Directus looks up itself still belongs to the user, and an administrator is still one. What else a
 * user may do its services ask when they act.
 *
 * @throws InvalidCredentialsError · ForbiddenError
 */
async function assertSameRights(
  { db, verify }: LateBodyDeps,
  { token, accountability }: UploadRequest,
): Promise<void> {
  const text = String(token ?? '');
  const isStatic = verify(text) === 'opaque';
  const [rights] = await queryRows<Rights>(
    db,
    // Whoever has an address-bound policy was an administrator at this address a moment ago.
    `${adminRights({ withAddressBound: true })}
     SELECT u.role AS "roleId",
       CASE WHEN u.role IN (SELECT id FROM admin_roles) OR u.id IN (SELECT id FROM admin_users)
         THEN 1 ELSE 0 END AS "isAdmin"
     FROM directus_users u
     WHERE u.id = ? AND u.status = 'active' ${isStatic ? 'AND u.token = ?' : ''}`,
    [accountability?.user ?? '', ...(isStatic ? [text] : [])],
  );
  const role = accountability?.role ?? null;
  if (rights === undefined || rights.roleId !== role) throw new InvalidCredentialsError();
  if (accountability?.admin === true && rights.isAdmin !== 1) throw new ForbiddenError();
}
