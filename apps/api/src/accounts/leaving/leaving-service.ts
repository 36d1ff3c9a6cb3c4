import type { DirectusClient } from '@genie-helper/directus-client';
import { createBatchExport, createLibraryExport } from '../../captions/index.ts';
import { createCallerWatch, createChatExport } from '../../chat/index.ts';
import {
  type CredentialsExportDeps,
  createCredentialsExport,
  toAccessEntry,
} from '../../credentials/index.ts';
import { createOwnRows, type ReadOwnRows } from '../../directus/own-rows.ts';
import type { SharedCounters } from '../../http/shared-counters.ts';
import type { Devices } from '../devices/devices.ts';
import { createMailboxLimit } from '../mailbox-limit.ts';
import { createEraser, type EraserDeps } from './erase-accounts.ts';
import type { ExportPart } from './export-account.ts';
import { createLeavingClient, type Leaving } from './leaving-client.ts';

const hourMs = 60 * 60_000;

/** What leaving is made of. */
export interface LeavingServiceDeps extends Pick<EraserDeps, 'forgetMails' | 'metrics' | 'log'> {
  asks: Pick<DirectusClient, 'call'>;
  /** For whole pages of what somebody takes along. */
  pages: Pick<DirectusClient, 'call'>;
  /** Patient: all that belongs to an account goes in one call. */
  erasures: Pick<DirectusClient, 'call'>;
  /** Opens the guard's routes; unset: nobody can leave. */
  secret: string | undefined;
  devices: Pick<Devices, 'list'>;
  accessLog: CredentialsExportDeps['log'];
  vault: CredentialsExportDeps['vault'];
  sharedCounters: SharedCounters | undefined;
  erasureEveryMs?: number | undefined;
}

/** Makes what the operations on leaving work with, and the work on accounts whose time is over. */
export function createLeavingService(deps: LeavingServiceDeps) {
  const { asks, pages, erasures, secret, accessLog, vault, sharedCounters } = deps;
  const leaving = createLeavingClient(asks, secret);
  const rows = createOwnRows(pages, secret);
  const eraser =
    secret === undefined
      ? undefined
      : createEraser({
          ...deps,
          leaving: createLeavingClient(erasures, secret),
          everyMs: deps.erasureEveryMs,
        });
  return {
    eraser,
    deps: {
      leaving,
      exportParts: exportPartsOf(
        leaving,
        deps.devices,
        createCredentialsExport({ rows, log: accessLog, vault }),
        rows,
      ),
      countExports: createMailboxLimit({
        sharedCounters,
        now: Date.now,
        name: 'exports',
        maxMails: 5,
        windowMs: hourMs,
      }),
      exporting: new Set<string>(),
      watchCaller: createCallerWatch({ signedOut: 'auth.invalid_token' }),
    },
  };
}

/** The lists of the document, in their order. */
function exportPartsOf(
  leaving: Leaving,
  devices: Pick<Devices, 'list'>,
  own: ReturnType<typeof createCredentialsExport>,
  rows: ReadOwnRows,
): ExportPart[] {
  const { batches, captions } = createBatchExport(rows);
  const { chats, messages } = createChatExport(rows);
  const captionLibrary = createLibraryExport(rows);
  return [
    { name: 'connections', read: ({ userId, accessor }) => own.connections(userId, accessor) },
    {
      name: 'platformSessions',
      read: ({ userId, accessor }) => own.platformSessions(userId, accessor),
    },
    {
      name: 'downloadCredentials',
      read: ({ userId, accessor }) => own.downloadCredentials(userId, accessor),
    },
    { name: 'captions', read: ({ userId }) => captions(userId) },
    { name: 'batches', read: ({ userId }) => batches(userId) },
    { name: 'captionLibrary', read: ({ userId }) => captionLibrary(userId) },
    { name: 'chats', read: ({ userId }) => chats(userId) },
    { name: 'messages', read: ({ userId }) => messages(userId) },
    loginsPart(devices),
    accessPart(leaving),
  ];
}

const entriesAtOnce = 200;

/** The logins of a person that live. */
function loginsPart(devices: Pick<Devices, 'list'>): ExportPart {
  return {
    name: 'logins',
    async *read({ userId }) {
      for (const login of await devices.list(userId)) {
        const { id, createdAt, lastSeenAt, device, address } = login;
        const [begun, seen] = [createdAt, lastSeenAt].map((time) =>
          time === null ? null : new Date(time).toISOString(),
        );
        yield { id, createdAt: begun, lastSeenAt: seen, device, address };
      }
    },
  };
}

/** Who used the person's credentials, newest first. */
function accessPart(leaving: Pick<Leaving, 'access'>): ExportPart {
  return {
    name: 'accessEntries',
    async *read({ userId }) {
      let before: number | undefined;
      for (;;) {
        const { entries } = await leaving.access({
          userId,
          limit: entriesAtOnce,
          before: before ?? Number.MAX_SAFE_INTEGER,
        });
        yield* entries.map(toAccessEntry);
        before = entries.at(-1)?.id;
        if (entries.length < entriesAtOnce) return;
      }
    },
  };
}
