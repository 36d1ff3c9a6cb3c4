import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  type Checkpoint,
  checkpointKey,
  isSigned,
  type LogRow,
  parseCheckpoint,
} from '@genie-helper/audit-chain';
import { whyNoFileIn } from '@genie-helper/directus/folders';
import { DirectusError, failureCodeOf } from '@genie-helper/directus-client';
import type { AdminCall } from '@genie-helper/directus-client/queries';
import { type AuditHeadAnswer, auditPaths } from '@genie-helper/guard-protocol';
import { readVaultKeys } from '@genie-helper/vault';
import { usualCheckpointFile } from '../../../installation/checkpoint-file.ts';
import { isDirectusOurs } from '../../../installation/installation.ts';
import { readHead, toLogRows } from '../../audit/read-log.ts';
import { askDirectus } from '../ask-directus.ts';
import { type Check, type DoctorDeps, type Finding, fail, notInUse, ok, warn } from '../check.ts';

/** How long an entry may be without a checkpoint, or wait for its receiver, in milliseconds. */
const toleratedMs = 10 * 60_000;
const runbook = 'docs/runbooks/checkpoint-does-not-verify.md';

/** The access log: that somebody signs it, that it is what was signed, and that its receiver gets it. */
export function auditChecks({ installation, context }: DoctorDeps): Check[] {
  const { values, dir } = installation;
  const { DIRECTUS_URL: url = '', DIRECTUS_ADMIN_TOKEN: token = '' } = values;
  const callWith =
    (signal: AbortSignal): AdminCall =>
    async (asked) => {
      const answer = await askDirectus(url, { ...asked, token, signal });
      if (answer.ok || answer.status !== undefined) return answer;
      throw new DirectusError('directus.unavailable', 'Directus gave no answer', {
        reason: answer.code,
      });
    };
  const usual = isDirectusOurs(installation) ? usualCheckpointFile : undefined;
  const file = values.AUDIT_CHECKPOINT_FILE ?? usual;
  const path = file === undefined ? undefined : resolve(dir, file);
  return [
    {
      id: 'audit.file',
      holds: 'the file of checkpoints can be written, or made',
      variables: ['AUDIT_CHECKPOINT_FILE'],
      async run() {
        if (path === undefined) {
          return warn(
            'AUDIT_CHECKPOINT_FILE is not set, so checkpoints are in the database alone, which they should prove.',
            'Set AUDIT_CHECKPOINT_FILE to a file that whoever holds the database cannot write.',
          );
        }
        return await lookAtFile(path);
      },
    },
    {
      id: 'audit.checkpoints',
      holds: 'the access log is signed each minute, and is what was signed last',
      needs: ['directus.guards', 'audit.file'],
      variables: [
        'AUDIT_CHECKPOINT_FILE',
        'CREDENTIALS_ENC_KEY_B64',
        'CREDENTIALS_ENC_KEYS_PREVIOUS_B64',
      ],
      async run(signal) {
        const keys = readVaultKeys(values);
        if (keys === undefined || 'problems' in keys) return notInUse('The vault has no key.');
        const trusted = [keys.current, ...keys.previous].map((key) => checkpointKey(key).publicKey);
        const call = callWith(signal);
        const last = path === undefined ? undefined : await readLast(path, trusted);
        const head = await readHead(call);
        const [signed, next] = await readFrom(call, last?.seq ?? 0);
        return judgeCheckpoints({ last, head, signed, next, now: context.wallClock() });
      },
    },
    {
      id: 'audit.stream',
      holds: 'the receiver of the access log, where one is set, has what is older than ten minutes',
      needs: ['directus.guards'],
      variables: ['AUDIT_STREAM_URL', 'AUDIT_STREAM_SECRET'],
      async run(signal) {
        if (values.AUDIT_STREAM_URL === undefined) {
          return notInUse('AUDIT_STREAM_URL is not set: the access log is sent nowhere.');
        }
        const call = callWith(signal);
        const head = await readHead(call);
        const [, next] = await readFrom(call, head.streamedTo ?? 0);
        return judgeStream({ head, next, now: context.wallClock() });
      },
    },
  ];
}

async function lookAtFile(path: string): Promise<Finding> {
  const fix = 'Let AUDIT_CHECKPOINT_FILE name a file that the API can write.';
  const found = await stat(path).catch((error: unknown) => failureCodeOf(error));
  if (found === 'ENOENT') {
    // The API makes folders that are missing.
    const hindrance = await whyNoFileIn(dirname(path));
    if (hindrance === undefined) return ok(`Checkpoints will go to ${path}.`);
    const { folder, code } = hindrance;
    return fail(`${folder} can't be written (${code}), so no checkpoint is kept.`, fix);
  }
  if (typeof found !== 'string' && !found.isFile()) return fail(`${path} is no file.`, fix);
  const reason =
    typeof found === 'string'
      ? found
      : await access(path, constants.W_OK).catch((error: unknown) => failureCodeOf(error));
  if (reason === undefined) return ok(`Checkpoints go to ${path}.`);
  return fail(`${path} can't be written (${reason}).`, fix);
}

/** The newest line that a trusted key signed. */
async function readLast(path: string, trusted: readonly string[]): Promise<Checkpoint | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text
    .split('\n')
    .map(parseLine)
    .findLast((one) => one !== undefined && trusted.includes(one.key) && isSigned(one));
}

function parseLine(line: string): Checkpoint | undefined {
  try {
    return parseCheckpoint(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** The entry of a number, and the one behind it; either may be missing. */
async function readFrom(call: AdminCall, seq: number): Promise<(LogRow | undefined)[]> {
  const body = { after: Math.max(0, seq - 1), limit: 2 };
  const rows = toLogRows(await call({ method: 'POST', path: auditPaths.entries, body }));
  const find = (number: number) => rows.find((row) => Number(row.seq) === number);
  return [find(seq), find(seq + 1)];
}

interface Seen {
  head: Pick<AuditHeadAnswer, 'seq' | 'hash'> & { streamedTo?: number };
  next: LogRow | undefined;
  /** Epoch milliseconds. */
  now: number;
}

/** What the newest checkpoint says of the log. */
export function judgeCheckpoints({
  last,
  head,
  signed,
  next,
  now,
}: Seen & {
  last: Pick<Checkpoint, 'seq' | 'hash' | 'at'> | undefined;
  signed: LogRow | undefined;
}): Finding {
  if (last !== undefined && last.seq > head.seq) {
    return fail(
      `The access log ends at ${head.seq}, and a checkpoint says that it had ${last.seq} entries.`,
      `Was a backup restored? ${runbook}`,
    );
  }
  if (last !== undefined && signed !== undefined && signed.hash !== last.hash) {
    return fail(
      `Entry ${last.seq} of the access log is not what was signed at ${last.at}.`,
      `Run "genie audit verify", and keep everything as it is: ${runbook}`,
    );
  }
  if (waitsSince(next, now)) {
    return fail(
      `The access log has no checkpoint since ${last === undefined ? 'its beginning' : `entry ${last.seq}`}; it ends at ${head.seq}.`,
      'Start the API, or see why it signs none: its log says "the access log gets no checkpoint now". Where the API runs on another machine, look there.',
    );
  }
  if (last === undefined) return ok('Nothing waits for a first checkpoint of the access log.');
  return ok(`The access log is what was signed at ${last.at}, up to entry ${last.seq}.`);
}

/** How far the receiver is behind. */
export function judgeStream({ head, next, now }: Seen): Finding {
  const waiting = head.seq - (head.streamedTo ?? 0);
  if (!waitsSince(next, now)) {
    return ok(
      `The receiver has the access log up to entry ${head.streamedTo ?? 0} of ${head.seq}.`,
    );
  }
  return fail(
    `${waiting} entries of the access log wait for their receiver, the oldest for more than ten minutes.`,
    'The API\'s log says why: "the access log cannot be sent to its receiver now". docs/runbooks/log-receiver-down.md',
  );
}

function waitsSince(entry: LogRow | undefined, now: number): boolean {
  if (entry === undefined) return false;
  return now - new Date(entry.at as string | number).getTime() > toleratedMs;
}
