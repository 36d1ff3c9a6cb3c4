import type { Environment, EnvironmentProblem } from '@genie-helper/environment';
import { parseVaultKey, type VaultKey, VaultKeyError } from '@genie-helper/vault';

/** The key that seals, and the older ones, which only open. */
export interface VaultKeys {
  current: VaultKey;
  previous: VaultKey[];
}

const currentName = 'CREDENTIALS_ENC_KEY_B64';
const previousName = 'CREDENTIALS_ENC_KEYS_PREVIOUS_B64';

/**
 * Reads the vault's keys, so that a bad one stops the start rather than the first reveal.
 *
 * @returns undefined where there are none, or what is wrong with them; a problem names the variable, never a key
 */
export function readVaultKeys(
  environment: Pick<Environment, typeof currentName | typeof previousName>,
): VaultKeys | { problems: EnvironmentProblem[] } | undefined {
  const current = environment[currentName];
  if (current === undefined) return undefined;
  const previous = environment[previousName]?.split(',') ?? [];
  const problems: EnvironmentProblem[] = [];
  const read = (name: EnvironmentProblem['name'], text: string): VaultKey[] => {
    try {
      return [parseVaultKey(text)];
    } catch (error) {
      if (!(error instanceof VaultKeyError)) throw error;
      problems.push({ name, message: `${name}: ${error.message}` });
      return [];
    }
  };
  const [currentKey] = read(currentName, current);
  const previousKeys = previous.flatMap((text) => read(previousName, text));
  // A key has one notation only, so equal keys are equal texts.
  if (new Set([current, ...previous]).size <= previous.length) {
    problems.push({
      name: previousName,
      message: `${previousName} has a key twice, or the current one.`,
    });
  }
  if (currentKey === undefined || problems.length > 0) return { problems };
  return { current: currentKey, previous: previousKeys };
}
