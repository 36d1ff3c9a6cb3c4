/**
 * `genie audit verify`: whether the access log is what was signed.
 *
 * Guarantees: a checkpoint counts only with a signature of a key that is trusted: one of the vault's keys that are set, or one
 * that was named. Where none counts, that is said: then nothing shows a log that was rewritten from end to end.
 */
import {
  type ChainHead,
  type ChainReport,
  type Checkpoint,
  isSigned,
  type LogRow,
  parseCheckpoint,
  verifyChain,
} from '@genie-helper/audit-chain';
import type { AdminCall } from '@genie-helper/directus-client/queries';
import { readHead, readKeptCheckpoints, readLog } from './read-log.ts';

export interface VerifyRequest {
  call: AdminCall;
  /** Lines of the file of checkpoints. */
  lines: readonly string[];
  /** Public keys, base64url. */
  trustedKeys: readonly string[];
  /** How many days entries are kept; 0: for ever. */
  retentionDays: number;
  now: Date;
}

export interface LogVerdict extends ChainReport {
  /** Lines that are no checkpoint, or that nobody signed who is trusted. */
  untrusted: number;
  /** Whether any checkpoint of the file was there to compare with. */
  isProven: boolean;
}

/** @throws CliError where Directus runs without our guard · DirectusError */
export async function verifyLog(request: VerifyRequest): Promise<LogVerdict> {
  const { call, lines, trustedKeys } = request;
  const head = await readHead(call);
  const own = lines.map((line) => readTrusted(line, trustedKeys));
  const kept = (await readKeptCheckpoints(call)).map((line) => readTrusted(line, trustedKeys));
  const checkpoints = [...own, ...kept].filter((it) => it !== undefined);
  const pages = readLog(call);
  const first = await pages.next();
  const start = first.done ? undefined : startOf(first.value[0], checkpoints, request);
  const report = await verifyChain(joined(first, pages), {
    checkpoints,
    head,
    ...(start === undefined ? {} : { start }),
  });
  if (head.unchained > 0) report.fault ??= { kind: 'unchained', seq: null };
  const untrusted = own.filter((it) => it === undefined).length;
  return { ...report, untrusted, isProven: own.some((it) => it !== undefined) };
}

function readTrusted(line: string, trustedKeys: readonly string[]): Checkpoint | undefined {
  const checkpoint = parseLine(line);
  if (checkpoint === undefined || !trustedKeys.includes(checkpoint.key)) return undefined;
  return isSigned(checkpoint) ? checkpoint : undefined;
}

function parseLine(line: string): Checkpoint | undefined {
  try {
    return parseCheckpoint(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/**
 * Where the log begins behind, if retention has cut it: what is gone was proven by a checkpoint that is older than entries are
 * kept.
 *
 * @returns undefined where nothing may be missing
 */
function startOf(
  first: LogRow | undefined,
  checkpoints: readonly Checkpoint[],
  { retentionDays, now }: VerifyRequest,
): ChainHead | undefined {
  const seq = Number(first?.seq) - 1;
  if (!(seq > 0) || retentionDays === 0) return undefined;
  const before = now.getTime() - retentionDays * 86_400_000;
  const isOld = checkpoints.some((it) => it.seq >= seq && Date.parse(it.at) <= before);
  return isOld ? { seq, hash: String(first?.previous_hash) } : undefined;
}

async function* joined(
  first: IteratorResult<LogRow[], unknown>,
  rest: AsyncIterable<LogRow[]>,
): AsyncGenerator<LogRow[]> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}

/** What it's called in a sentence. */
const faults: Record<NonNullable<ChainReport['fault']>['kind'], string> = {
  changed: 'was changed',
  removed: 'was removed',
  inserted: 'was inserted',
  reordered: 'was moved to another place',
  rewritten: 'were rewritten: they are not what was signed',
  cut: 'are missing: the end of the log was cut off',
  unchained: 'An entry was inserted past the chain, by SQL.',
  'erased-without-trace': 'has lost its name, and no erasure of an account accounts for it',
};

/** What was found, for people. */
export function renderVerdict(verdict: LogVerdict): string {
  const { entries, first, last, provenTo, checkpoints, erased, untrusted, fault } = verdict;
  const lines = [
    entries === 0 ? 'Entries: none' : `Entries: ${entries}, numbers ${first} to ${last}`,
    `Compared with ${checkpoints} signed checkpoints, the newest at number ${provenTo}`,
    ...(erased === 0 ? [] : [`Entries of erased accounts: ${erased}`]),
    ...(untrusted === 0
      ? []
      : [`Lines that no trusted key signed: ${untrusted}. Name an older key with --key.`]),
    ...(verdict.isProven
      ? []
      : [
          'No checkpoint of a file was compared: a log that was rewritten as a whole looks the same.',
        ]),
    fault === undefined
      ? last > provenTo
        ? `Everything fits. Numbers ${provenTo + 1} to ${last} are newer than the last checkpoint.`
        : 'Everything fits.'
      : faultMessage(fault),
  ];
  return `${lines.join('\n')}\n`;
}

function faultMessage({ kind, seq, to }: NonNullable<ChainReport['fault']>): string {
  if (seq === null) return faults[kind];
  const which = to === undefined ? `Entry ${seq}` : `Entries ${seq} to ${to}`;
  return `${which} ${faults[kind]}.`;
}
