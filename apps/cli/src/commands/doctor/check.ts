import type { VariableName } from '@genie-helper/environment';

export type CheckStatus = 'ok' | 'warn' | 'fail' | 'skipped';

/** What a check found. No text holds a secret. */
export interface Finding {
  status: CheckStatus;
  /** What is so, in a sentence. */
  sentence: string;
  /** Further sentences, one for each of several things. */
  details?: readonly string[];
  /** What to do about it; always there for `warn` and `fail`. */
  mend?: string;
  /** The ids of the checks that must pass first, where it was skipped for them. */
  waitsFor?: readonly string[];
}

/** What a check found, as it's shown and as `--json` gives it. */
export interface CheckResult extends Finding {
  id: string;
}

/** One thing that is looked at. */
export interface Check {
  /** Stable: scripts go by it. What stands before the dot is its group. */
  id: string;
  /** What must be so: for the reference, as the end of a sentence. */
  holds: string;
  /** Checks without whose success this one would say nothing. They stand before it. */
  needs?: readonly string[];
  /** Variables that it goes by; if one was refused, it's skipped. */
  variables?: readonly VariableName[];
  /** @param signal aborted when the time is up */
  run(signal: AbortSignal): Promise<Finding> | Finding;
}

export function ok(sentence: string): Finding {
  return { status: 'ok', sentence };
}

export function warn(sentence: string, mend: string, details?: readonly string[]): Finding {
  return { status: 'warn', sentence, mend, ...(details ? { details } : {}) };
}

export function fail(sentence: string, mend: string, details?: readonly string[]): Finding {
  return { status: 'fail', sentence, mend, ...(details ? { details } : {}) };
}

/** For what can't be told before others pass. */
export function blockedBy(ids: readonly string[]): Finding {
  const sentence = `Not looked at before ${ids.join(' and ')} is mended.`;
  return { status: 'skipped', sentence, waitsFor: ids };
}

/** For what isn't used in this installation. */
export function notInUse(sentence: string): Finding {
  return { status: 'skipped', sentence };
}
