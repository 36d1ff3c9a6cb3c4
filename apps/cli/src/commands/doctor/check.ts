import { setTimeout as delay } from 'node:timers/promises';
import type { VariableName } from '@genie-helper/environment';
import type { CliContext } from '../../cli-context.ts';
import type { Installation } from '../../installation/installation.ts';

export type CheckStatus = 'ok' | 'warn' | 'fail' | 'skipped';

/** What a check found. No text holds a secret. */
export interface Finding {
  status: CheckStatus;
  /** What is so, in a sentence. */
  message: string;
  /** Further sentences, one for each of several things. */
  details?: readonly string[];
  /** What to do about it; always there for `warn` and `fail`. */
  fix?: string;
  /** The ids of the checks that must pass first, where it was skipped for them. */
  waitsFor?: readonly string[];
}

/** What a check found, as it's shown and as `--json` gives it. */
export interface CheckResult extends Finding {
  id: string;
}

/** What every check is made from. */
export interface DoctorDeps {
  installation: Installation;
  context: Pick<
    CliContext,
    'nodeVersion' | 'userId' | 'wallClock' | 'freeBytes' | 'directus' | 'projectDir'
  >;
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

export function ok(message: string): Finding {
  return { status: 'ok', message };
}

export function warn(message: string, fix: string, details?: readonly string[]): Finding {
  return { status: 'warn', message, fix, ...(details ? { details } : {}) };
}

export function fail(message: string, fix: string, details?: readonly string[]): Finding {
  return { status: 'fail', message, fix, ...(details ? { details } : {}) };
}

/** For what can't be told before others pass. */
export function blockedBy(ids: readonly string[]): Finding {
  const message = `Not looked at before ${ids.join(' and ')} is fixed.`;
  return { status: 'skipped', message, waitsFor: ids };
}

/** For what isn't used in this installation. */
export function notInUse(message: string): Finding {
  return { status: 'skipped', message };
}

export interface RunOptions {
  /** The variables whose values can't be used. */
  refused: ReadonlySet<VariableName>;
  /** How long one check may take, in milliseconds. */
  timeoutMs: number;
  /** Called as each check ends, in no particular order. */
  onResult?: (result: CheckResult) => void;
}

/**
 * Runs the checks side by side, each as soon as what it needs has passed.
 *
 * @param checks each one after those that it needs
 * @returns what was found, in the order of the checks
 */
export async function runChecks(
  checks: readonly Check[],
  options: RunOptions,
): Promise<CheckResult[]> {
  const started = new Map<string, Promise<CheckResult>>();
  for (const check of checks) {
    const needed = (check.needs ?? []).map((id) => {
      const result = started.get(id);
      if (result === undefined) throw new TypeError(`${check.id} needs ${id}, which comes later.`);
      return result;
    });
    started.set(check.id, finish(check, needed, options));
  }
  return Promise.all(started.values());
}

async function finish(
  check: Check,
  needed: readonly Promise<CheckResult>[],
  { refused, timeoutMs, onResult }: RunOptions,
): Promise<CheckResult> {
  const results = await Promise.all(needed);
  const isRefused = check.variables?.some((name) => refused.has(name)) ?? false;
  const blockers = [
    ...results.filter(({ status, waitsFor }) => status === 'fail' || waitsFor),
    ...(isRefused ? [{ id: 'env.variables' }] : []),
  ].map(({ id }) => id);
  const unused = results.find(({ status }) => status === 'skipped');
  const result =
    blockers.length > 0
      ? blockedBy(blockers)
      : unused === undefined
        ? await runOne(check, timeoutMs)
        : notInUse(unused.message);
  const named = { id: check.id, ...result };
  onResult?.(named);
  return named;
}

async function runOne(check: Check, timeoutMs: number): Promise<Finding> {
  const timeUp = new AbortController();
  const done = new AbortController();
  try {
    return await Promise.race([
      check.run(timeUp.signal),
      delay(timeoutMs, tooSlow(timeoutMs), { signal: done.signal, ref: false }),
    ]);
  } catch (error) {
    return unexpected(error);
  } finally {
    done.abort();
    timeUp.abort();
  }
}

function tooSlow(timeoutMs: number): Finding {
  return fail(
    `This could not be told within ${timeoutMs / 1000} s.`,
    'Run genie doctor again; if it stays so, look what keeps this machine or its network busy.',
  );
}

/** The message stays out: it may quote an address with a password in it. */
function unexpected(error: unknown): Finding {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const name = error instanceof Error ? error.name : 'unknown';
  return fail(
    `The check itself failed (${[name, code].filter(Boolean).join(', ')}).`,
    'Please report this with the output of genie doctor --json.',
  );
}
