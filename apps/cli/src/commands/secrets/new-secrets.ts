import { randomBytes } from 'node:crypto';
import { describeVariables, type VariableName } from '@genie-helper/environment';
import type { SecretKind } from './secrets-command.ts';

const variableOf: Record<SecretKind, VariableName> = {
  'master-key': 'CREDENTIALS_ENC_KEY_B64',
  'shared-secret': 'RBAC_SYNC_WEBHOOK_SECRET',
  'admin-token': 'DIRECTUS_ADMIN_TOKEN',
  'directus-secret': 'SECRET',
  'guard-key': 'GUARD_KEY',
};

const steps: Record<SecretKind, readonly string[]> = {
  'master-key': [
    'In .env, add the value of CREDENTIALS_ENC_KEY_B64 to the front of CREDENTIALS_ENC_KEYS_PREVIOUS_B64 (comma-separated).',
    'Set CREDENTIALS_ENC_KEY_B64 to the new value. Keep a copy apart from the backups.',
    'Restart the API (with several: give all of them the new key as a previous one first).',
    'npm run genie -- credentials rotate',
    'When it exits with 0, and backups on the old key are no longer needed: remove the old key, restart.',
  ],
  'shared-secret': [
    'In .env, move the value of RBAC_SYNC_WEBHOOK_SECRET to RBAC_SYNC_WEBHOOK_SECRET_PREVIOUS.',
    'Set RBAC_SYNC_WEBHOOK_SECRET to the new value.',
    'A Directus elsewhere first: give it what "genie secrets introspection" prints, restart it.',
    'Restart the API ("npm start" restarts both).',
    'Give the new value to every server that calls. When none uses the old one: remove it, restart.',
  ],
  'admin-token': [
    'Set it as the token of the administrator in Directus. From here on the old one is dead.',
    'Set DIRECTUS_ADMIN_TOKEN in .env to it at once, and restart the API.',
  ],
  'directus-secret': [
    'Set SECRET in the environment of Directus (.env with "npm start") to the new value, and restart Directus.',
    'Access tokens and links from Directus end at once; logins in json mode go on with a refresh.',
  ],
  'guard-key': [
    'In the environment of Directus (.env with "npm start"), move the value of GUARD_KEY to GUARD_KEY_PREVIOUS.',
    'Set GUARD_KEY to the new value. Keep a copy apart from the backups.',
    'Restart Directus (with several: give all of them the new key as the previous one first).',
    'Its start seals all second factors anew. Remove GUARD_KEY_PREVIOUS, restart.',
  ],
};

/** A new random value as a line of `.env`, made as the first start makes it. */
export function newSecretLine(kind: SecretKind): string {
  const name = variableOf[kind];
  const notes = describeVariables().find(([found]) => found === name)?.[1];
  if (notes?.generate === undefined) throw new TypeError(`${name} can't be made.`);
  const { bytes, encoding } = notes.generate;
  return `${name}=${randomBytes(bytes).toString(encoding)}`;
}

/** What to do with it, in order; holds no value. */
export function explainSecret(kind: SecretKind): string {
  const numbered = steps[kind].map((step, index) => `  ${index + 1}. ${step}`);
  return [`${variableOf[kind]}:`, ...numbered, `  See docs/runbooks/rotate-${kind}.md.`, ''].join(
    '\n',
  );
}
