import type { World } from '../../cli-context.ts';
import { readInstallation } from '../../installation/installation.ts';
import { createChecks } from './checks/index.ts';
import { renderReport } from './render-report.ts';
import { createReport } from './report.ts';
import { runChecks } from './run-checks.ts';
import { showCheckProgress } from './show-progress.ts';

const timeoutMs = 10_000;

/**
 * Looks an installation over and tells what it found. Changes nothing, but for a key in Redis that it removes again.
 *
 * @param dir the absolute path of the folder of `.env`
 * @returns the exit code: 1 if a check failed
 */
export async function runDoctor(
  dir: string,
  world: World,
  { isJson }: { isJson: boolean },
): Promise<number> {
  const startedAt = world.now();
  const installation = await readInstallation(dir, world.variables);
  const checks = createChecks({ installation, world });
  const progress = showCheckProgress(
    isJson ? { ...world, isTerminal: false } : world,
    checks.length,
  );
  const { refused } = installation;
  const results = await runChecks(checks, { refused, timeoutMs, onResult: progress.next });
  progress.end();
  const report = createReport(dir, results, world.now() - startedAt);
  world.stdout.write(isJson ? `${JSON.stringify(report, null, 2)}\n` : renderReport(report, world));
  return report.ok ? 0 : 1;
}
