import { describeVariables } from '@genie-helper/environment';
import { describeCut, isOpenToOthers } from '../../../installation/env-file.ts';
import { cutNamesOf, hasDatabase, neededSecretsOf } from '../../../installation/installation.ts';
import { type Check, type DoctorDeps, fail, notInUse, ok, warn } from '../check.ts';

/** The file that holds the secrets: that it's there, and that it's its owner's alone. */
export function envFileChecks({ installation, context }: DoctorDeps): Check[] {
  const { dir, envPath, envFile, texts } = installation;
  const noFile = notInUse('There is no .env; the environment has it all.');
  return [
    {
      id: 'env.file',
      holds: '.env is there and can be read',
      run() {
        if (envFile.kind === 'read') return ok(`${envPath} is there.`);
        if (envFile.kind === 'unreadable') {
          const { message, hint } = envFile.error;
          return fail(message, hint ?? 'Let this user read it, or run genie as its owner.');
        }
        const isAllGiven = neededSecretsOf(installation).every((name) => texts[name] !== undefined);
        if (isAllGiven) return ok('There is no .env; the environment has it all.');
        const fix = hasDatabase(installation)
          ? `A database is there that was set up with it: put that .env back into ${dir}.`
          : 'Run "npm start", which makes one with random secrets, or name the right folder with --dir.';
        return fail(`There is no .env in ${dir}.`, fix);
      },
    },
    {
      id: 'env.file_mode',
      holds: 'nobody but its owner can get at .env',
      needs: ['env.file'],
      run() {
        if (envFile.kind !== 'read') return noFile;
        const mode = envFile.mode.toString(8).padStart(4, '0');
        if (!isOpenToOthers(envFile)) {
          return ok(`Only its owner can read it (mode ${mode}).`);
        }
        return fail(
          `Other users can get at .env, which holds secrets (mode ${mode}).`,
          `chmod 600 ${envPath}`,
        );
      },
    },
    {
      id: 'env.file_owner',
      holds: '.env belongs to whoever runs this',
      needs: ['env.file'],
      run() {
        if (envFile.kind !== 'read') return noFile;
        const { userId } = context;
        if (userId === undefined || envFile.userId === userId) return ok('It belongs to you.');
        const message = `.env belongs to the user ${envFile.userId}, and this runs as ${userId}.`;
        if (userId === 0) {
          return warn(message, 'Run genie as the owner of .env: root is more than it needs.');
        }
        return fail(message, `As root: chown ${userId} ${envPath}`);
      },
    },
  ];
}

/** The variables: that each can be used, and that none is a misspelling. */
export function variableChecks({ installation }: DoctorDeps): Check[] {
  const { envPath, envFile, problems, texts } = installation;
  const known = describeVariables().map(([name]) => String(name));
  return [
    {
      id: 'env.variables',
      holds: 'every variable that is set can be used',
      run() {
        if (problems.length === 0) {
          const count = known.filter((name) => texts[name] !== undefined).length;
          return ok(
            count === 0
              ? 'No variable is set; all have their defaults.'
              : `All ${count} variables that are set can be used.`,
          );
        }
        const message =
          problems.length === 1
            ? 'A variable can not be used.'
            : `${problems.length} variables can not be used.`;
        const fix = `Set this right in ${envPath} or in the environment; .env.example explains each.`;
        const details = problems.map((problem) => problem.message);
        return fail(message, fix, details);
      },
    },
    {
      id: 'env.names',
      holds: 'no name in .env is a misspelling',
      needs: ['env.file'],
      run() {
        if (envFile.kind !== 'read') return notInUse('There is no .env.');
        const misspelt = envFile.names.flatMap((name) => {
          const meant = known.includes(name) ? undefined : closestName(name, known);
          return meant === undefined ? [] : [`${name} is not read; did you mean ${meant}?`];
        });
        if (misspelt.length === 0) return ok('No name in it looks misspelt.');
        return warn('.env has names that nothing reads.', `Correct them in ${envPath}.`, misspelt);
      },
    },
    {
      id: 'env.values',
      holds: 'no value in .env ends at a # that looks like a part of it',
      needs: ['env.file'],
      run() {
        if (envFile.kind !== 'read') return notInUse('There is no .env.');
        const cut = cutNamesOf(installation);
        if (cut.length === 0) return ok('No value in it is cut at a #.');
        const message = '.env has values of which only the beginning is read.';
        const fix = `Where the # is a part of the value, put all of it in single quotes in ${envPath}.`;
        return warn(message, fix, cut.map(describeCut));
      },
    },
  ];
}

const mostEdits = 2;

/** The known name that this one is a misspelling of: at most two letters wrong, missing or too much. */
function closestName(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, edits: countEdits(name.toUpperCase(), candidate) }))
    .filter(({ edits }) => edits <= mostEdits)
    .sort((one, other) => one.edits - other.edits);
  return ranked[0]?.candidate;
}

/** Levenshtein's distance, row by row. */
function countEdits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
