import type { VariableName } from '@genie-helper/environment';
import { weaknessOfText } from './weakness-of-text.ts';

type Texts = Readonly<Record<string, string>>;

const randomSecrets: readonly VariableName[] = [
  'DIRECTUS_ADMIN_TOKEN',
  'SECRET',
  'RBAC_SYNC_WEBHOOK_SECRET',
  'RBAC_SYNC_WEBHOOK_SECRET_PREVIOUS',
];
const vaultKeys: readonly VariableName[] = [
  'CREDENTIALS_ENC_KEY_B64',
  'CREDENTIALS_ENC_KEYS_PREVIOUS_B64',
];
const ownSecrets = [...randomSecrets, ...vaultKeys, 'ADMIN_PASSWORD', 'DB_PASSWORD', 'LLM_API_KEY'];
const shortestPassword = 12;

/**
 * Finds secrets that could be guessed. What is malformed isn't told here but with the variables.
 *
 * @returns a sentence for each, and one for the administrator's password, which only the first start needs
 */
export async function findWeak(
  texts: Texts,
): Promise<{ weak: string[]; weakPassword: string | undefined }> {
  const weak = randomSecrets.flatMap((name) => {
    const weakness = texts[name] === undefined ? undefined : weaknessOfText(texts[name]);
    return weakness === undefined ? [] : [`${name} ${weakness}.`];
  });
  for (const name of vaultKeys) {
    const weakness = texts[name] === undefined ? undefined : await weaknessOfKeys(texts[name]);
    if (weakness !== undefined) weak.push(`${name}: ${weakness}`);
  }
  const password = texts.ADMIN_PASSWORD;
  const isPasswordWeak = password !== undefined && password.length < shortestPassword;
  return {
    weak,
    weakPassword: isPasswordWeak
      ? `ADMIN_PASSWORD is shorter than ${shortestPassword} characters.`
      : undefined,
  };
}

/** The names of secrets that have the same value, a sentence for each value. */
export function findRepeated(texts: Texts): string[] {
  const namesByValue = new Map<string, string[]>();
  for (const name of ownSecrets) {
    for (const value of valuesOf(texts, name)) {
      namesByValue.set(value, [...(namesByValue.get(value) ?? []), name]);
    }
  }
  return [...namesByValue.values()]
    .filter((names) => names.length > 1)
    .map((names) => `The same: ${names.join(' and ')}.`);
}

function valuesOf(texts: Texts, name: string): string[] {
  const value = texts[name];
  if (value === undefined) return [];
  return name === 'CREDENTIALS_ENC_KEYS_PREVIOUS_B64' ? value.split(',') : [value];
}

async function weaknessOfKeys(list: string): Promise<string | undefined> {
  const { parseVaultKey, VaultKeyError } = await import('@genie-helper/vault');
  try {
    for (const key of list.split(',')) parseVaultKey(key);
    return undefined;
  } catch (error) {
    if (!(error instanceof VaultKeyError)) throw error;
    return error.code === 'vault.key_weak' ? error.message : undefined;
  }
}
