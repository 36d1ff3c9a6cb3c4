import { hasDatabase } from '../../../installation/settings.ts';
import { type Check, fail, notInUse, ok, warn } from '../check.ts';
import type { DoctorDeps } from '../doctor-deps.ts';
import { neededSecretsOf } from '../needed-secrets.ts';

const others = 0o077;

/** The file that holds the secrets: that it's there, and that it's its owner's alone. */
export function envFileChecks({ installation, world }: DoctorDeps): Check[] {
  const { dir, envPath, envFile, texts } = installation;
  const noFile = notInUse('There is no .env; the environment has it all.');
  return [
    {
      id: 'env.file',
      holds: '.env is there and can be read',
      run() {
        if (envFile.kind === 'read') return ok(`${envPath} is there.`);
        if (envFile.kind === 'unreadable') {
          return fail(envFile.problem, 'Let this user read it, or run genie as its owner.');
        }
        const isAllGiven = neededSecretsOf(installation).every((name) => texts[name] !== undefined);
        if (isAllGiven) return ok('There is no .env; the environment has it all.');
        const mend = hasDatabase(dir, texts)
          ? `A database is there that was set up with it: put that .env back into ${dir}.`
          : 'Run "npm start", which makes one with random secrets, or name the right folder with --dir.';
        return fail(`There is no .env in ${dir}.`, mend);
      },
    },
    {
      id: 'env.file_mode',
      holds: 'nobody but its owner can get at .env',
      needs: ['env.file'],
      run() {
        if (envFile.kind !== 'read') return noFile;
        const mode = envFile.mode.toString(8).padStart(4, '0');
        if ((envFile.mode & others) === 0 || world.userId === undefined) {
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
        const { userId } = world;
        if (userId === undefined || envFile.userId === userId) return ok('It belongs to you.');
        const sentence = `.env belongs to the user ${envFile.userId}, and this runs as ${userId}.`;
        if (userId === 0) {
          return warn(sentence, 'Run genie as the owner of .env: root is more than it needs.');
        }
        return fail(sentence, `As root: chown ${userId} ${envPath}`);
      },
    },
  ];
}
