import { adviseOnSecret, hasDatabase } from '../../../installation/settings.ts';
import { type Check, fail, ok, warn } from '../check.ts';
import type { DoctorDeps } from '../doctor-deps.ts';
import { neededSecretsOf } from '../needed-secrets.ts';
import { findPublished } from '../published-secrets.ts';
import { findRepeated, findWeak } from '../secret-faults.ts';

const renew = 'Make a new one with "genie secrets new", which says what to do with it.';

/** The secrets: set, random, nobody else's, and each for one purpose. None is ever shown. */
export function secretChecks({ installation, world }: DoctorDeps): Check[] {
  const { dir, envPath, texts } = installation;
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
        const sentence = `Not set: ${missing.join(', ')}.`;
        return fail(sentence, `In ${envPath}: ${adviseOnSecret(first, hasDatabase(dir, texts))}`);
      },
    },
    {
      id: 'secrets.strength',
      holds: 'no secret has a pattern that could be guessed',
      needs,
      async run() {
        const { weak, weakPassword } = await findWeak(texts);
        if (weak.length > 0) return fail('Secrets can be guessed.', renew, weak);
        if (weakPassword === undefined) return ok('None has a pattern that could be guessed.');
        const mend =
          "If this still is the administrator's password, set a longer one in Directus and in .env.";
        return warn(weakPassword, mend);
      },
    },
    {
      id: 'secrets.published',
      holds: 'no secret is an example from a document, or from .env.example',
      needs,
      async run() {
        const published = await findPublished(texts, world.projectDir);
        if (published.length === 0) return ok('None is an example from a document.');
        const sentence = `Taken from a published document: ${published.join(', ')}. Anyone can try it.`;
        return fail(sentence, renew);
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
