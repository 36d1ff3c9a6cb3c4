import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { secretNames, type VariableName } from '@genie-helper/environment';
import { judgePassword } from '@genie-helper/guard-protocol';
import { readVaultKeys } from '@genie-helper/vault';
import {
  adviseOnSecret,
  type Installation,
  neededSecretsOf,
} from '../../../installation/installation.ts';
import { type Check, type DoctorDeps, fail, ok, warn } from '../check.ts';

const renew = 'Make a new one with "genie secrets new", which says what to do with it.';

/** The secrets: set, random, nobody else's, and each for one purpose. None is ever shown. */
export function secretChecks({ installation, context }: DoctorDeps): Check[] {
  const { envPath, texts } = installation;
  const needs = ['env.file'];
  return [
    {
      id: 'secrets.set',
      holds: 'the secrets that are needed are set',
      needs,
      run() {
        const missing = neededSecretsOf(installation).filter((name) => texts[name] === undefined);
        const first = missing[0];
        if (first === undefined) return ok('All that are needed are set.');
        const message = `Not set: ${missing.join(', ')}.`;
        return fail(message, `In ${envPath}: ${adviseOnSecret(first, installation)}`);
      },
    },
    {
      id: 'secrets.strength',
      holds: 'no secret has a pattern that could be guessed',
      needs,
      async run() {
        const weak = findWeak(installation);
        if (weak.length > 0) return fail('Secrets can be guessed.', renew, weak);
        const length = texts.ADMIN_PASSWORD?.length ?? shortestPassword;
        const isCommon = (await judgePassword(texts.ADMIN_PASSWORD ?? '')) === 'too_common';
        if (length >= shortestPassword && !isCommon)
          return ok('None has a pattern that could be guessed.');
        return warn(
          isCommon
            ? 'ADMIN_PASSWORD is among the most common passwords.'
            : `ADMIN_PASSWORD is shorter than ${shortestPassword} characters.`,
          "If this still is the administrator's password, set another one in Directus and in .env.",
        );
      },
    },
    {
      id: 'secrets.published',
      holds: 'no secret is a published example, or one of .env.example',
      needs,
      async run() {
        const published = await findPublished(texts, context.projectDir);
        if (published.length === 0) return ok('None is a published example.');
        const message = `Published examples: ${published.join(', ')}. Anyone can try them.`;
        return fail(message, renew);
      },
    },
    {
      id: 'secrets.distinct',
      holds: 'no two secrets are the same',
      needs,
      run() {
        const repeated = findRepeated(texts);
        if (repeated.length === 0) return ok('No two are the same.');
        return fail('Secrets are the same, so one opens what another is for.', renew, repeated);
      },
    },
  ];
}

type Texts = Readonly<Record<string, string>>;

const randomSecrets: readonly VariableName[] = [
  'DIRECTUS_ADMIN_TOKEN',
  'DIRECTUS_ADMIN_TOKEN_PREVIOUS',
  'SECRET_PREVIOUS',
  'SECRET',
  'RBAC_SYNC_WEBHOOK_SECRET',
  'RBAC_SYNC_WEBHOOK_SECRET_PREVIOUS',
  'GUARD_KEY',
  'GUARD_KEY_PREVIOUS',
  'GENIE_INTROSPECTION_SECRET',
  'METRICS_TOKEN',
  'AUDIT_STREAM_SECRET',
];

const shortestPassword = 12;

/** Finds secrets that could be guessed, a sentence for each. What is malformed is told with the variables. */
function findWeak({ texts, values }: Installation): string[] {
  const keys = readVaultKeys(values);
  const keyProblems = keys !== undefined && 'problems' in keys ? keys.problems : [];
  return [
    ...randomSecrets.flatMap((name) => {
      const weakness = texts[name] === undefined ? undefined : weaknessOfText(texts[name]);
      return weakness === undefined ? [] : [`${name} ${weakness}.`];
    }),
    ...keyProblems.filter(({ code }) => code === 'vault.key_weak').map(({ message }) => message),
  ];
}

/** Whether the value of a variable is published or could be guessed. */
export async function isNoSecret(
  { texts }: Installation,
  name: VariableName,
  projectDir: string,
): Promise<boolean> {
  const value = texts[name] ?? '';
  return (
    weaknessOfText(value) !== undefined || (await findPublished(texts, projectDir)).includes(name)
  );
}

/** The names of secrets that have the same value, a sentence for each value. */
function findRepeated(texts: Texts): string[] {
  const namesByValue = new Map<string, string[]>();
  for (const name of secretNames) {
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
  if (name === 'CREDENTIALS_ENC_KEYS_PREVIOUS_B64') return value.split(',');
  // As "genie secrets introspection" prints it.
  return [name === 'GENIE_INTROSPECTION_SECRET' ? value.replace(/^string:/, '') : value];
}

const fewestDifferentCharacters = 6;

const placeholder =
  /change.?me|replace.?(me|this|with)|example|secret|password|default|placeholder|(^|[-_. ])your[-_]/i;

/**
 * Names what is obviously wrong with a secret that should be random. A random one of 32 characters or more is refused
 * less than once in a million times, be it of decimal digits alone: 32 of those take fewer than 6 values 6 times in
 * 10^8, and two thirds of them are steps 7 times in 10^7. Fewer than 10 different characters are found in a UUID
 * once in 10^5 times.
 *
 * @returns the weakness in words that hold none of the secret; undefined if none was found
 */
export function weaknessOfText(value: string): string | undefined {
  if (new Set(value).size < fewestDifferentCharacters) return 'has too few different characters';
  if (/^(.{1,16})\1+$/s.test(value)) return 'repeats itself';
  if (isMostlySteps(value)) return 'counts up or down';
  if (placeholder.test(value)) return 'reads like a placeholder';
  if (isPhrase(value)) return 'reads like words; use random characters';
  return undefined;
}

/** Whether two thirds of the characters are the one before, or its neighbour in the alphabet. */
function isMostlySteps(value: string): boolean {
  const codes = [...value].map((character) => character.codePointAt(0) ?? 0);
  const steps = codes.filter((code, index) => Math.abs(code - (codes[index - 1] ?? -9)) <= 1);
  return steps.length > (value.length * 2) / 3;
}

/** Small letters and digits in three groups or more; hexadecimal ones, as in a UUID, may be random. */
function isPhrase(value: string): boolean {
  return /^[a-z0-9]+([-_. ][a-z0-9]+){2,}$/.test(value) && !/^[0-9a-f-]+$/.test(value);
}

/**
 * Finds secrets that were published as examples, or stand in `.env.example`.
 *
 * @returns their variables' names
 */
async function findPublished(texts: Texts, projectDir: string): Promise<string[]> {
  const ofExample = await valuesOfExample(join(projectDir, '.env.example'));
  return secretNames.filter((name) => {
    const value = texts[name];
    return value !== undefined && (publishedDigests.has(digest(value)) || ofExample.has(value));
  });
}

/** Every value there, commented out or not. */
async function valuesOfExample(path: string): Promise<ReadonlySet<string>> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const values = [...text.matchAll(/^#?\s*[A-Z][A-Z0-9_]*=(.+)$/gm)].map(([, value]) => value);
  return new Set(values.flatMap((value) => (value === undefined ? [] : [value.trim()])));
}

function digest(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}

/**
 * SHA-256 of secrets that were published as examples, so that they're known here without being written down.
 */
const publishedDigests: ReadonlySet<string> = new Set([
  // The examples of the original Genie Helper documentation: admin token, shared secret.
  'ae9fcc251e512521e0dad1fe0eb2de643bfecbbcabded338c835f0abce3d204f',
  '37a6280c2589155ff3218b7cf09260156eabd43c8583936c968023336cbe8cc8',
  // KEY and SECRET of Directus's own examples.
  '646fe7e9335545a335fb9022920147545976f6cae2c8b98b754d19afc5e5c09e',
  '982f4e3a0216f3923e28c393cb83e8a04499a390d262171cdad4d67c5e383122',
]);
