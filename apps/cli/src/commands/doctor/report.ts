import type { CheckResult } from './check.ts';

/** What `genie doctor` found. `--json` prints this object. */
export interface Report {
  /** False if a check failed; warnings don't count. */
  ok: boolean;
  dir: string;
  tookMs: number;
  /** `skipped` had to wait for a mending; `notInUse` isn't part of this installation. */
  counts: { ok: number; warn: number; fail: number; skipped: number; notInUse: number };
  checks: readonly CheckResult[];
}

export function createReport(dir: string, checks: readonly CheckResult[], tookMs: number): Report {
  const count = (isOne: (result: CheckResult) => boolean) => checks.filter(isOne).length;
  const counts = {
    ok: count(({ status }) => status === 'ok'),
    warn: count(({ status }) => status === 'warn'),
    fail: count(({ status }) => status === 'fail'),
    skipped: count(({ waitsFor }) => waitsFor !== undefined),
    notInUse: count(({ status, waitsFor }) => status === 'skipped' && waitsFor === undefined),
  };
  return { ok: counts.fail === 0, dir, tookMs: Math.round(tookMs), counts, checks };
}
