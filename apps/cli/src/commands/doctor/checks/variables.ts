import { describeVariables } from '@genie-helper/environment';
import { type Check, fail, notInUse, ok, warn } from '../check.ts';
import { closestName } from '../closest-name.ts';
import type { DoctorDeps } from '../doctor-deps.ts';

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
        const sentence =
          problems.length === 1
            ? 'A variable can not be used.'
            : `${problems.length} variables can not be used.`;
        const mend = `Set this right in ${envPath} or in the environment; .env.example explains each.`;
        return fail(sentence, mend, problems);
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
  ];
}
