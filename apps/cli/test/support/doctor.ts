import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { parseEnv } from 'node:util';
import { renderNewEnvFile, secretNames } from '@genie-helper/environment';
import type { CliContext } from '../../src/cli-context.ts';
import type { CheckResult } from '../../src/commands/doctor/check.ts';
import type { Report } from '../../src/commands/doctor/report.ts';
import { freePorts, temporaryDir } from './installation.ts';
import { runInProcess } from './run-in-process.ts';

/** An installation on free ports, with an `.env` of new secrets and these variables. */
export async function makeInstallation(
  t: TestContext,
  variables: Readonly<Record<string, string>> = {},
): Promise<{ dir: string; envPath: string; texts: Record<string, string> }> {
  const dir = await temporaryDir(t);
  const made = parseEnv(renderNewEnvFile()) as Record<string, string>;
  const texts = { ...made, ...(await freePorts()), ...variables };
  const envPath = join(dir, '.env');
  const lines = Object.entries(texts).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(envPath, lines.join(''), { mode: 0o600 });
  return { dir, envPath, texts };
}

/** What `genie doctor` said of an installation. */
export interface Diagnosis {
  code: number;
  report: Report;
  /** The check of this id. */
  of(id: string): CheckResult;
  /** The ids of the checks that failed. */
  failed: string[];
}

/**
 * Runs `genie doctor --json` on a folder. Fails where a fault has no fix, or a secret shows.
 *
 * @param texts the values that must not show
 */
export async function diagnose(
  dir: string,
  texts: Readonly<Record<string, string>> = {},
  changes: Partial<CliContext> = {},
): Promise<Diagnosis> {
  const { code, out, err } = await runInProcess(['doctor', '--dir', dir, '--json'], changes);
  for (const name of secretNames) {
    const value = texts[name];
    if (value === undefined || value === '') continue;
    assert.ok(!`${out}${err}`.includes(value), `the value of ${name} shows`);
  }
  const report: Report = JSON.parse(out);
  for (const { id, status, message, fix } of report.checks) {
    assert.match(message, /\.$/, id);
    if (status === 'fail' || status === 'warn') assert.ok(fix, `${id} says how to fix it`);
  }
  assert.equal(code, report.ok ? 0 : 1);
  return {
    code,
    report,
    of(id) {
      const found = report.checks.find((check) => check.id === id);
      if (found === undefined) throw new Error(`no check ${id}`);
      return found;
    },
    failed: report.checks.filter(({ status }) => status === 'fail').map(({ id }) => id),
  };
}

/** Holds that a check found this fault, and that its fix says this. */
export function assertFault(
  { status, message, details = [], fix = '' }: CheckResult,
  says: RegExp,
  fixes: RegExp,
  expected: 'fail' | 'warn' = 'fail',
): void {
  assert.equal(status, expected, message);
  assert.match([message, ...details].join('\n'), says);
  assert.match(fix, fixes);
}
