import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Environment,
  inspectEnvironment,
  type VariableName,
  withoutEmpty,
} from '@genie-helper/environment';
import type { World } from '../cli-context.ts';
import { UpError } from './cli-error.ts';
import { readEnvFile } from './env-file.ts';
import { neededSecrets } from './settings.ts';

/** What was found where an `.env` should be. */
export type FoundEnvFile =
  | { kind: 'missing' }
  | { kind: 'unreadable'; problem: string }
  | { kind: 'read'; names: readonly string[]; mode: number; userId: number };

/** An installation as it was found, right or wrong. */
interface Installation {
  dir: string;
  envPath: string;
  envFile: FoundEnvFile;
  /** Every variable that is set, as text: those of the environment over those of `.env`. */
  texts: Readonly<Record<string, string>>;
  /** The product's variables with their defaults, without those that are refused. */
  values: Partial<Environment>;
  problems: readonly string[];
  refused: ReadonlySet<VariableName>;
}

/** Reads the settings of an installation and throws for nothing that can be told about. */
export async function readInstallation(
  dir: string,
  variables: World['variables'],
): Promise<Installation> {
  const envPath = join(dir, '.env');
  const { envFile, ofFile } = await lookAt(envPath);
  const texts = { ...withoutEmpty(ofFile), ...withoutEmpty(variables) };
  const { values, problems } = inspectEnvironment(texts);
  return {
    dir,
    envPath,
    envFile,
    texts,
    values,
    problems: problems.map(({ message }) => message),
    refused: new Set(problems.map(({ name }) => name)),
  };
}

async function lookAt(
  path: string,
): Promise<{ envFile: FoundEnvFile; ofFile: World['variables'] }> {
  try {
    const file = await readEnvFile(path);
    if (file === undefined) return { envFile: { kind: 'missing' }, ofFile: {} };
    const { mode, uid } = await stat(path);
    const names = Object.keys(file.variables);
    return {
      envFile: { kind: 'read', names, mode: mode & 0o777, userId: uid },
      ofFile: file.variables,
    };
  } catch (error) {
    if (!(error instanceof UpError)) throw error;
    return { envFile: { kind: 'unreadable', problem: error.message }, ofFile: {} };
  }
}

/** What every check is made from. */
export interface DoctorDeps {
  installation: Installation;
  world: Pick<
    World,
    'nodeVersion' | 'userId' | 'wallClock' | 'freeBytes' | 'directus' | 'projectDir'
  >;
}

/** Whether Directus is the one that `genie up` starts on this machine, not one elsewhere. */
export function isDirectusOurs({ values }: Pick<Installation, 'values'>): boolean {
  const url = URL.parse(values.DIRECTUS_URL ?? '');
  return url !== null && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
}

const onlyForOurDirectus: readonly VariableName[] = ['SECRET', 'ADMIN_PASSWORD'];

/** The secrets that must be set: fewer where Directus runs elsewhere, with its own. */
export function neededSecretsOf(installation: Pick<Installation, 'values'>): VariableName[] {
  const isOurs = isDirectusOurs(installation);
  return neededSecrets.filter((name) => isOurs || !onlyForOurDirectus.includes(name));
}
