import {
  parseVaultKey,
  type VaultKey,
  VaultKeyError,
  type VaultKeyErrorCode,
} from './vault-key.ts';

const currentName = 'CREDENTIALS_ENC_KEY_B64';
const previousName = 'CREDENTIALS_ENC_KEYS_PREVIOUS_B64';

type KeyVariable = typeof currentName | typeof previousName;

/** The key that seals, and the older ones, which only open. */
export interface VaultKeys {
  current: VaultKey;
  previous: VaultKey[];
}

/** What is wrong with a key; the message names the variable, never the key. */
export interface VaultKeyProblem {
  name: KeyVariable;
  code: VaultKeyErrorCode;
  message: string;
}

/**
 * Reads the vault's keys from their variables, so that a bad one stops the start rather than the first reveal.
 *
 * @returns the keys, every problem with them, or undefined where there is no current key
 */
export function readVaultKeys(
  variables: Readonly<Partial<Record<KeyVariable, string | undefined>>>,
): VaultKeys | { problems: VaultKeyProblem[] } | undefined {
  const current = variables[currentName];
  if (current === undefined) return undefined;
  const previous = variables[previousName]?.split(',') ?? [];
  const problems: VaultKeyProblem[] = [];
  const read = (name: KeyVariable, text: string): VaultKey[] => {
    try {
      return [parseVaultKey(text)];
    } catch (error) {
      if (!(error instanceof VaultKeyError)) throw error;
      problems.push({ name, code: error.code, message: `${name}: ${error.message}` });
      return [];
    }
  };
  const [currentKey] = read(currentName, current);
  const previousKeys = previous.flatMap((text) => read(previousName, text));
  // A key has one notation only, so equal keys are equal texts.
  if (new Set([current, ...previous]).size <= previous.length) {
    problems.push({
      name: previousName,
      code: 'vault.key_duplicate',
      message: `${previousName} has a key twice, or the current one.`,
    });
  }
  if (currentKey === undefined || problems.length > 0) return { problems };
  return { current: currentKey, previous: previousKeys };
}
