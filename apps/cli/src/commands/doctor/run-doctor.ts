import type { CliContext } from '../../cli-context.ts';
import { loadInstallation } from '../../installation/installation.ts';
import { showProgress } from '../../terminal.ts';
import { type Check, type DoctorDeps, runChecks } from './check.ts';
import { advisoryChecks } from './checks/advisories.ts';
import { auditChecks } from './checks/audit.ts';
import { databaseChecks } from './checks/database.ts';
import { directusAdminChecks } from './checks/directus-admin.ts';
import { directusServerChecks } from './checks/directus-server.ts';
import { directusStateChecks } from './checks/directus-state.ts';
import { httpsChecks } from './checks/https.ts';
import { machineChecks, portChecks } from './checks/machine.ts';
import { mailChecks } from './checks/mail.ts';
import { modelChecks } from './checks/model.ts';
import { redisChecks } from './checks/redis.ts';
import { secretChecks } from './checks/secrets.ts';
import { envFileChecks, variableChecks } from './checks/settings.ts';
import { createReport, renderReport } from './report.ts';

const timeoutMs = 10_000;

/**
 * Looks an installation over and tells what it found. Changes nothing, but for a key in Redis that it removes again.
 *
 * @param dir the absolute path of the folder of `.env`
 * @returns the exit code: 1 if a check failed
 */
export async function runDoctor(
  dir: string,
  context: CliContext,
  { isJson }: { isJson: boolean },
): Promise<number> {
  const startedAt = context.now();
  const installation = await loadInstallation(dir, context.variables);
  const checks = createChecks({ installation, context });
  const refused = new Set(installation.problems.map(({ name }) => name));
  const isShown = context.isTerminal && !isJson;
  const progress = isShown ? showProgress(context) : () => {};
  let done = 0;
  const onResult = () => {
    done += 1;
    progress('Checks', done, checks.length);
  };
  const results = await runChecks(checks, { refused, timeoutMs, onResult });
  const report = createReport(dir, results, context.now() - startedAt);
  context.stdout.write(
    isJson ? `${JSON.stringify(report, null, 2)}\n` : renderReport(report, context),
  );
  return report.ok ? 0 : 1;
}

/** All checks, in the order in which they're shown; each stands after those that it needs. */
export function createChecks(deps: DoctorDeps): Check[] {
  const makers = [
    machineChecks,
    envFileChecks,
    variableChecks,
    secretChecks,
    portChecks,
    databaseChecks,
    directusServerChecks,
    directusAdminChecks,
    directusStateChecks,
    advisoryChecks,
    httpsChecks,
    redisChecks,
    modelChecks,
    mailChecks,
    auditChecks,
  ];
  return makers.flatMap((make) => make(deps));
}
