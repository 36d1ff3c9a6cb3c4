import { randomBytes } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import type { CliContext } from '../cli-context.ts';
import { errorCode } from './cli-error.ts';
import { loadSettings, type UpSettings } from './settings.ts';

const comment =
  '# Made by "npm start". Second factors are sealed with it: keep it, and a copy in a safe place, as the secrets above.';

/**
 * Gives an installation of before second factors the key that they are sealed with, as a line at the end of its `.env`.
 * To be called by one process of the folder at a time.
 *
 * @returns the settings of from now on, and what people should know
 * @throws CliError as `loadSettings`
 */
export async function ensureGuardKey(
  settings: UpSettings,
  { dir, variables }: { dir: string; variables: CliContext['variables'] },
): Promise<{ settings: UpSettings; added?: string; warning?: string }> {
  const { envPath, environment } = settings;
  if (environment.GUARD_KEY !== undefined) return { settings };
  const line = `GUARD_KEY=${randomBytes(32).toString('base64')}`;
  try {
    const text = await readFile(envPath, 'utf8');
    const start = text === '' || text.endsWith('\n') ? '' : '\n';
    await appendFile(envPath, `${start}\n${comment}\n${line}\n`, { mode: 0o600 });
  } catch (error) {
    const code = errorCode(error) ?? 'unknown';
    const why = code === 'ENOENT' ? 'there is no .env to put one into' : `${envPath}: ${code}`;
    const warning = `GUARD_KEY is not set (${why}), so nobody can set up a second factor. Set it to what "genie secrets new guard-key" prints.`;
    return { settings, warning };
  }
  return {
    settings: await loadSettings(dir, variables),
    added: `Added GUARD_KEY to ${envPath}: second factors are sealed with it.`,
  };
}
