import { renderNewEnvFile, withoutEmpty } from '@genie-helper/environment';
import type { CliContext } from '../cli-context.ts';
import { CliError } from './cli-error.ts';
import { createEnvFile, describeCut, isOpenToOthers } from './env-file.ts';
import {
  adviseOnSecret,
  cutNamesOf,
  databasePath,
  type EnvironmentWith,
  hasDatabase,
  type Installation,
  loadInstallation,
  neededSecrets,
  requireVariables,
} from './installation.ts';

/** Everything that `up` goes by. */
export interface UpSettings {
  environment: EnvironmentWith<(typeof neededSecrets)[number]>;
  /** The variables as texts, without empty ones: the source of the API's environment. */
  texts: Readonly<Record<string, string>>;
  envPath: string;
  wasEnvCreated: boolean;
  /** Where people find the administrator's password. */
  passwordPlace: '.env' | 'the environment';
  warnings: string[];
}

/**
 * Reads the settings: the environment's variables over those of `.env`, which is made if needed.
 *
 * @throws CliError with every problem that was found
 */
export async function loadSettings(
  dir: string,
  variables: CliContext['variables'],
): Promise<UpSettings> {
  const found = await loadInstallation(dir, variables);
  const wasEnvCreated = needsEnvFile(found) && (await makeEnvFile(found));
  const installation = needsEnvFile(found) ? await loadInstallation(dir, variables) : found;
  const { envPath, texts } = installation;
  const advise = (name: string) => adviseOnSecret(name, installation);
  const isPasswordGiven = withoutEmpty(variables).ADMIN_PASSWORD !== undefined;
  return {
    environment: requireVariables(installation, neededSecrets, { advise }),
    texts,
    envPath,
    wasEnvCreated,
    passwordPlace: isPasswordGiven ? 'the environment' : '.env',
    warnings: warningsOf(installation),
  };
}

function warningsOf(installation: Installation): string[] {
  const { envFile, envPath } = installation;
  const open = `Other users can read ${envPath}, which holds secrets. Run: chmod 600 ${envPath}`;
  return [...(isOpenToOthers(envFile) ? [open] : []), ...cutNamesOf(installation).map(describeCut)];
}

function needsEnvFile({ envFile, texts }: Installation): boolean {
  return envFile.kind === 'missing' && neededSecrets.some((name) => texts[name] === undefined);
}

async function makeEnvFile(installation: Installation): Promise<boolean> {
  if (!hasDatabase(installation)) {
    const text = renderNewEnvFile(installation.texts.DIRECTUS_RELEASE);
    return await createEnvFile(installation.envPath, text);
  }
  throw new CliError(
    `${databasePath(installation)} is there, but the .env with its secrets is not.`,
    {
      hint: `Put that .env back into ${installation.dir}, or move the database away to begin anew.`,
    },
  );
}
