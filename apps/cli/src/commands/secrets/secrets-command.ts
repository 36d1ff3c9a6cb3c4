import { Argument, type Command } from 'commander';
import type { CliContext } from '../../cli-context.ts';
import { type DirOption, dirOption, withHelp } from '../../command-help.ts';

/** Adds `genie secrets` with its commands. */
export function addSecretsCommands(program: Command, context: CliContext): void {
  const secrets = withHelp(program.command('secrets'), {
    examples: [{ line: 'genie secrets new master-key' }],
  })
    .summary('show and make secrets')
    .description('Shows secrets, and makes new ones.');
  addIntrospectionCommand(secrets, context);
  addNewCommand(secrets, context);
}

const introspectionHelp = {
  details: `"genie up" gives Directus these by itself. A Directus that runs elsewhere needs
them in its environment. They are secrets: they let their holder ask whose a
token is.`,
  examples: [{ line: 'genie secrets introspection >> directus.env' }],
  exitCodes: [[1, 'the shared secret is not set']] as const,
};

const variables = [
  ['RBAC_SYNC_WEBHOOK_SECRET', 'GENIE_INTROSPECTION_SECRET'],
  ['RBAC_SYNC_WEBHOOK_SECRET_PREVIOUS', 'GENIE_INTROSPECTION_SECRET_PREVIOUS'],
] as const;

/** `genie secrets introspection`: prints what a Directus elsewhere needs in its environment. */
function addIntrospectionCommand(secrets: Command, context: CliContext): void {
  withHelp(secrets.command('introspection'), introspectionHelp)
    .summary("print the session guard's secret for a Directus elsewhere")
    .description('Prints the variables that the session guard needs in its Directus.')
    .addOption(dirOption(context))
    .action(async ({ dir }: DirOption) => {
      const { introspectionSecretOf } = await import('@genie-helper/environment');
      const { loadInstallation, requireVariables } = await import(
        '../../installation/installation.ts'
      );
      const installation = await loadInstallation(dir, context.variables);
      const environment = requireVariables(installation, ['RBAC_SYNC_WEBHOOK_SECRET']);
      for (const [shared, derived] of variables) {
        const value = environment[shared];
        if (value === undefined) continue;
        context.stdout.write(`${derived}=string:${introspectionSecretOf(value)}\n`);
      }
    });
}

const newHelp = {
  details: 'The values go to stdout, what to do with them to stderr. Nothing is written.',
  examples: [
    { line: 'genie secrets new', says: 'one of each' },
    { line: 'genie secrets new master-key', says: 'the key of the vault' },
  ],
};

/** `genie secrets new [kind]`: prints new random values, all kinds unless one is named. */
function addNewCommand(secrets: Command, { stdout, stderr }: CliContext): void {
  const kind = new Argument('[kind]', 'which secret (default: all five)').choices(secretKinds);
  withHelp(secrets.command('new'), newHelp)
    .summary('print new secrets, and what to do with them')
    .description('Prints new random secrets as lines of .env, and what to do with them.')
    .addArgument(kind)
    .action(async (named: SecretKind | undefined) => {
      const { explainSecret, newSecretLine } = await import('./new-secrets.ts');
      for (const each of named === undefined ? secretKinds : [named]) {
        stdout.write(`${newSecretLine(each)}\n`);
        stderr.write(explainSecret(each));
      }
    });
}

/** What `genie secrets new` can make. */
const secretKinds = [
  'master-key',
  'shared-secret',
  'admin-token',
  'directus-secret',
  'guard-key',
] as const;

export type SecretKind = (typeof secretKinds)[number];
