/**
 * Verifies a log: in one pass, in the memory of a few thousand hashes.
 *
 * Guarantees: an entry that was changed, taken out, put in or moved is found, and the first one is named, also where what
 * follows was given fresh hashes as long as a checkpoint of before lies beyond it; a log that was rewritten from end to end
 * or lost its tail doesn't agree with its checkpoints.
 *
 * Doesn't guarantee: to name the very entry inside a stretch that was rewritten with fresh hashes between two checkpoints;
 * the stretch is named. Entries behind the last checkpoint are proven by nothing.
 */
import type { Checkpoint } from './checkpoint.ts';
import {
  type ChainedEntry,
  type ChainHead,
  erasedText,
  genesis,
  hashOf,
  type LogRow,
  normalEntry,
} from './entry.ts';

export type FaultKind =
  | 'changed'
  | 'removed'
  | 'inserted'
  | 'reordered'
  | 'rewritten'
  | 'cut'
  | 'unchained'
  | 'erased-without-trace';

export interface ChainFault {
  kind: FaultKind;
  /** The number of the first entry that is concerned; of what was taken out, the number that it had. Null for none. */
  seq: number | null;
  /** Of a stretch, the last one. */
  to?: number;
}

export interface ChainReport {
  /** How many entries were looked at. */
  entries: number;
  /** The first and the last number; 0 for none. */
  first: number;
  last: number;
  /** Up to which number a checkpoint proves the log. */
  provenTo: number;
  /** How many checkpoints were compared. */
  checkpoints: number;
  /** Entries whose person was erased. */
  erased: number;
  /** The first fault; undefined where all is well. */
  fault?: ChainFault;
}

export interface VerifyOptions {
  /** Those whose signature and key are right, by number. */
  checkpoints?: readonly Pick<Checkpoint, 'seq' | 'hash'>[];
  /** What the database says that its last entry was when reading began. */
  head?: ChainHead;
  /** What the log begins behind, if not at its first entry: where retention has cut it. */
  start?: ChainHead;
}

/** An entry that lost names, with what it shows in their place: of the person, and of what it's about. */
interface ErasedEntry {
  seq: number;
  parts: (string | null)[][];
}

/** How far an entry that was moved is looked for. */
const window = 1_000;

/**
 * @param rows by `seq`; those without one first
 * @throws whatever reading them throws
 */
export async function verifyChain(
  rows: AsyncIterable<readonly LogRow[]>,
  { checkpoints = [], head, start = genesis }: VerifyOptions = {},
): Promise<ChainReport> {
  const walk = new ChainWalk(start, checkpoints);
  for await (const page of rows) for (const row of page) walk.take(row);
  return walk.end(head);
}

class ChainWalk {
  private readonly report: ChainReport;
  /** By number, the hashes that were signed: of a log that nobody rewrote, one each. */
  private readonly signed: ReadonlyMap<number, ReadonlySet<string>>;
  private readonly lastSigned: number;
  /** The last good entry, and the hashes before it, oldest first. */
  private last: ChainHead;
  private recent: ChainHead[] = [];
  /** What the first fault turns out to be, once a later entry shows it. */
  private suspect: { entry: ChainedEntry; isMoved: boolean } | undefined;
  /** By the pseudonym of an erased person, how many entries its erasure concerned. */
  private readonly told = new Map<string, number>();
  private readonly erased: ErasedEntry[] = [];

  constructor(start: ChainHead, checkpoints: readonly Pick<Checkpoint, 'seq' | 'hash'>[]) {
    this.last = start;
    this.recent = [start];
    const signed = new Map<number, Set<string>>();
    for (const { seq, hash } of checkpoints) {
      signed.set(seq, (signed.get(seq) ?? new Set()).add(hash));
    }
    this.signed = signed;
    this.lastSigned = Math.max(0, ...this.signed.keys());
    this.report = {
      ...{ entries: 0, first: 0, last: 0, provenTo: 0, checkpoints: 0, erased: 0 },
    };
  }

  take(row: LogRow): void {
    const { report } = this;
    report.entries += 1;
    const seq = row.seq == null ? null : Number(row.seq);
    if (seq === null) {
      this.fail({ kind: 'unchained', seq: null });
      return;
    }
    if (report.first === 0) report.first = seq;
    report.last = seq;
    if (report.fault !== undefined) {
      this.explain(row);
      return;
    }
    const entry = readEntry(row, seq);
    const fault = entry === undefined ? ({ kind: 'changed', seq } as const) : this.faultOf(entry);
    if (fault !== undefined) this.fail(fault);
    else if (entry !== undefined) this.accept(entry);
  }

  private accept(entry: ChainedEntry): void {
    const { seq, hash } = entry;
    const signed = this.signed.get(seq);
    if (signed !== undefined) {
      this.report.checkpoints += 1;
      // Another one was signed as well where a later process signed what was rewritten: then the log isn't what it was.
      if (signed.size > 1 || !signed.has(hash)) {
        this.fail({ kind: 'rewritten', seq: this.report.provenTo + 1, to: seq });
        return;
      }
      this.report.provenTo = seq;
    }
    this.noteErasure(entry);
    this.last = { seq, hash };
    this.recent.push(this.last);
    if (this.recent.length > 2 * window) this.recent = this.recent.slice(-window);
  }

  private fail(fault: ChainFault): void {
    this.report.fault ??= fault;
  }

  private faultOf(entry: ChainedEntry): ChainFault | undefined {
    const { seq } = entry;
    const expected = this.last.seq + 1;
    if (seq > expected) return { kind: 'removed', seq: expected };
    if (seq < expected) return { kind: 'inserted', seq };
    const isOwn = hashOf(entry) === entry.hash;
    const isLinked = entry.previous_hash === this.last.hash;
    if (isOwn && isLinked) return undefined;
    if (isOwn) {
      // Its neighbour before it got a fresh hash; where there is none, the log's beginning isn't its beginning.
      const isFirst = this.recent.length === 1;
      return isFirst ? { kind: 'removed', seq } : { kind: 'changed', seq: seq - 1 };
    }
    if (!isLinked) {
      const before = this.recent.findLast(({ hash }) => hash === entry.previous_hash);
      const isPushed = before !== undefined && hashOf(entry, before.seq + 1) === entry.hash;
      if (isPushed) return { kind: 'inserted', seq: before.seq + 1 };
      if (this.isPulled(entry)) {
        this.suspect = { entry, isMoved: true };
        return { kind: 'removed', seq };
      }
    }
    this.suspect = { entry, isMoved: false };
    return { kind: 'changed', seq };
  }

  /** Whether it had a higher number when it was hashed. */
  private isPulled(entry: ChainedEntry): boolean {
    for (let by = 1; by <= window; by += 1) {
      if (hashOf(entry, entry.seq + by) === entry.hash) return true;
    }
    return false;
  }

  /** Tells from a later entry whether the suspect was moved, and not changed or left behind. */
  private explain(row: LogRow): void {
    const { suspect } = this;
    if (suspect === undefined) return;
    const { entry } = suspect;
    const isPredecessor = suspect.isMoved && row.hash === entry.previous_hash;
    // What the suspect says has its place here.
    const isItsPlace =
      !suspect.isMoved &&
      typeof row.previous_hash === 'string' &&
      typeof row.hash === 'string' &&
      hashOf({ ...entry, previous_hash: row.previous_hash }, Number(row.seq)) === row.hash;
    if (!isPredecessor && !isItsPlace) return;
    this.report.fault = { kind: 'reordered', seq: entry.seq };
    this.suspect = undefined;
  }

  /** Keeps what was erased until the entry is seen that tells of it. */
  private noteErasure({ seq, ...entry }: ChainedEntry): void {
    const { area, action, item, connection, detail } = entry;
    if (area === 'account' && action === 'erase') this.told.set(item, Number(detail));
    const isPersonGone = entry.principal_seal.startsWith('h.');
    const isItemGone = entry.item_seal.startsWith('h.');
    if (!isPersonGone && !isItemGone) return;
    this.report.erased += 1;
    const isBlank = entry.address === erasedText && entry.request_id === erasedText;
    const person = isPersonGone && isBlank ? [entry.principal_id] : [];
    const parts = [...(isPersonGone ? [person] : []), ...(isItemGone ? [[item, connection]] : [])];
    this.erased.push({ seq, parts });
  }

  /** @returns the first entry without a person, or without the name of a record, that no erasure accounts for */
  private findUntold(): number | undefined {
    const left = new Map(this.told);
    const untold = this.erased.find(({ parts }) => {
      const names = parts.map((shown) => shown.filter((name) => name !== null && left.has(name)));
      // Who was both is one entry of that erasure.
      const whose = new Set(names.flat().map(String));
      const counts = [...whose].map((name) => left.get(name) ?? 0);
      for (const name of whose) left.set(name, (left.get(name) ?? 0) - 1);
      return names.some(({ length }) => length === 0) || counts.some((count) => !(count > 0));
    });
    return untold?.seq;
  }

  end(head: ChainHead | undefined): ChainReport {
    const { report } = this;
    if (report.fault !== undefined) return report;
    const untold = this.findUntold();
    if (untold !== undefined) this.fail({ kind: 'erased-without-trace', seq: untold });
    const wanted = Math.max(this.lastSigned, head?.seq ?? 0);
    if (wanted > this.last.seq) this.fail({ kind: 'cut', seq: this.last.seq + 1, to: wanted });
    return report;
  }
}

function readEntry(row: LogRow, seq: number): ChainedEntry | undefined {
  const { previous_hash, hash, principal_seal, item_seal } = row;
  const texts = [previous_hash, hash, principal_seal, item_seal];
  if (!texts.every((text) => typeof text === 'string')) return undefined;
  try {
    return {
      ...normalEntry(row),
      seq,
      previous_hash,
      hash,
      principal_seal,
      item_seal,
    } as ChainedEntry;
  } catch {
    return undefined;
  }
}
