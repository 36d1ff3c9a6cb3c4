import { join, relative } from 'node:path';
import type { CliContext } from '../../cli-context.ts';
import { tellError } from '../../installation/cli-error.ts';
import { ensureGuardKey } from '../../installation/guard-key.ts';
import { mailFolderOf } from '../../installation/mail-settings.ts';
import { loadSettings, type UpSettings } from '../../installation/settings.ts';
import {
  countStoredKeys,
  describeStrangers,
  strangersFix,
} from '../../installation/stored-keys.ts';
import { type Interruption, runInterruptibly } from '../../interruption.ts';
import { createStyle, type Style } from '../../terminal.ts';
import { createMailAnnouncer } from './announce-mails.ts';
import { apiUrl } from './api-address.ts';
import { type Children, createChildren } from './children.ts';
import { lockData } from './data-lock.ts';
import { openLogFile } from './log-file.ts';
import { showStepsInTerminal, showStepsPlainly } from './show-steps.ts';
import { createSteps } from './steps.ts';

/** Within this all children are gone after a stop signal, by force if need be. */
const stopBudgetMs = 9_000;

/**
 * Brings Genie Helper up in a folder and keeps it up until a stop signal or the death of a part.
 * Whatever happens, nothing that it started runs on after it.
 *
 * @param dir the absolute path of the folder of `.env` and `data/`
 * @returns the exit code: 0 after a stop signal once it was up, 128 + n before that, 1 for a problem
 */
export function runUp(dir: string, context: CliContext): Promise<number> {
  const children = createChildren(context.now);
  const run = (interruption: Interruption) => keepUp(dir, context, children, interruption);
  return runInterruptibly(context, run, children.killAll);
}

async function keepUp(
  dir: string,
  context: CliContext,
  children: Children,
  { signal, requested }: Interruption,
): Promise<number> {
  const undos: (() => Promise<void>)[] = [];
  const onEnd = (undo: () => Promise<void>) => void undos.unshift(undo);
  try {
    const startedAt = context.now();
    const found = await announceSettings(dir, context);
    onEnd(await lockData(join(dir, 'data')));
    const settings = await announceGuardKey(found, dir, context);
    const logs = await openLogs(dir, onEnd);
    const place = mailPlaceOf(dir, settings);
    const mails = place && (await createMailAnnouncer(place, context));
    if (mails !== undefined) onEnd(mails.stop);
    const steps = createSteps({ dir, settings, context, signal, children, logs, onEnd });
    await (context.isTerminal ? showStepsInTerminal : showStepsPlainly)(steps, context);
    await warnOfKeys(settings, context);
    const style = createStyle(context.hasColors);
    context.stdout.write(renderSummary(settings, context.now() - startedAt, style));
    mails?.start();
    await Promise.race([requested, children.untilOneDies()]);
    return 0;
  } catch (error) {
    if (signal.aborted) throw error;
    // Told now: it may take a while until all children are gone.
    if (context.isTerminal) context.stderr.write('\n');
    return await tellError(error, context);
  } finally {
    // The terminal has just written "^C".
    if (signal.aborted) context.stdout.write(`${context.isTerminal ? '\n' : ''}Stopping …\n`);
    await children.stopAll(stopBudgetMs);
    for (const undo of undos) await undo();
    if (signal.aborted) context.stdout.write('Stopped.\n');
  }
}

/** Says whether stored credentials are sealed with a key that isn't set: the API can't reveal those. */
async function warnOfKeys(
  { environment }: UpSettings,
  { stderr }: Pick<CliContext, 'stderr'>,
): Promise<void> {
  const counts = await countStoredKeys({ values: environment });
  const problem = counts && describeStrangers(counts);
  if (problem !== undefined) stderr.write(`Warning: ${problem} ${strangersFix}\n`);
}

async function announceSettings(dir: string, context: CliContext): Promise<UpSettings> {
  const settings = await loadSettings(dir, context.variables);
  if (settings.wasEnvCreated) {
    context.stdout.write(
      `Wrote ${settings.envPath} with new random secrets; only you can read it.\n\n`,
    );
  }
  for (const warning of settings.warnings) context.stderr.write(`Warning: ${warning}\n`);
  return settings;
}

async function announceGuardKey(
  found: UpSettings,
  dir: string,
  { variables, stdout, stderr }: Pick<CliContext, 'variables' | 'stdout' | 'stderr'>,
): Promise<UpSettings> {
  const { settings, added, warning } = await ensureGuardKey(found, { dir, variables });
  if (added !== undefined) stdout.write(`${added}\n\n`);
  if (warning !== undefined) stderr.write(`Warning: ${warning}\n`);
  return settings;
}

/** Where mails are kept, where they are, as people write it. */
function mailPlaceOf(dir: string, { texts }: UpSettings) {
  const folder = mailFolderOf({ dir, texts });
  return folder === undefined ? undefined : { folder, shown: relative(dir, folder) || '.' };
}

async function openLogs(dir: string, onEnd: (undo: () => Promise<void>) => void) {
  const open = async (name: string) => {
    const log = await openLogFile(join(dir, 'data', 'logs', `${name}.log`));
    onEnd(log.close);
    return log;
  };
  return { api: await open('api'), directus: await open('directus') };
}

/** What people need to know when all is up: where to go, who they are there, how to stop. */
export function renderSummary(
  { environment, passwordPlace }: Pick<UpSettings, 'environment' | 'passwordPlace'>,
  elapsedMs: number,
  style: Style,
): string {
  const rows = [
    ['Console', style.link(apiUrl(environment))],
    ['API', style.link(`${apiUrl(environment)}/api`)],
    ['Directus', style.link(environment.DIRECTUS_URL)],
    ['E-mail', environment.ADMIN_EMAIL],
    ['Password', `${passwordPlace}, ADMIN_PASSWORD`],
    ['Logs', 'data/logs/'],
  ];
  const lines = rows.map(([name, value]) => `  ${style.dim(String(name).padEnd(9))} ${value}`);
  const title = style.good(`Genie Helper is up (${(elapsedMs / 1000).toFixed(1)} s).`);
  return `\n${title}\n\n${lines.join('\n')}\n\nCtrl-C stops both.\n`;
}
