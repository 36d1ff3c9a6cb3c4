/** A block of commands or code on a page, and what is known of it. */
export interface KnownBlock {
  page: string;
  /** What stands in the block; without it, every block of the page that no other entry has. */
  mark?: string;
  /** The test that runs it, or why none does. */
  by: `${string}.test.ts` | { untested: string };
}

const installs = { untested: 'CI itself does this in a fresh checkout, and starts both in tests' };
/** Every block of a shell or of code in the documentation. */
export const knownBlocks: readonly KnownBlock[] = [
  { page: 'README.md', mark: 'npm ci', by: installs },
  { page: 'README.md', by: 'test/docs/readme.test.ts' },
  { page: 'docs/how-to/call-with-curl.md', by: 'test/docs/readme.test.ts' },
  { page: 'docs/how-to/credentials-from-a-server.md', by: 'test/docs/readme.test.ts' },
  { page: 'CONTRIBUTING.md', mark: 'npm ci', by: installs },
  { page: 'packages/client/README.md', by: 'test/e2e/client-readme.test.ts' },
  { page: 'docs/reference/cli.md', by: 'apps/cli/test/help.test.ts' },
  { page: 'docs/tutorial/first-app.md', mark: 'npm start', by: installs },
  { page: 'docs/tutorial/forgotten-password.md', by: 'test/docs/forgotten-password.test.ts' },
  { page: 'docs/tutorial/first-app.md', by: 'test/docs/first-app.test.ts' },
  { page: 'docs/how-to/nginx.md', mark: 'systemctl', by: 'test/docs/operator-commands.test.ts' },
  {
    page: 'docs/how-to/nginx.md',
    mark: 'createGenieClient',
    by: { untested: 'the addresses of an example that nobody has' },
  },
  {
    page: 'docs/how-to/nginx.md',
    mark: 'ssh -N',
    by: { untested: 'needs a second machine' },
  },
  { page: 'docs/how-to/caddy.md', mark: 'systemctl', by: 'test/docs/operator-commands.test.ts' },
  {
    page: 'docs/how-to/deploy.md',
    mark: 'make-secrets.ts',
    by: 'test/docs/deploy-secrets.test.ts',
  },
  {
    page: 'docs/how-to/deploy.md',
    mark: '--env-file=/etc/genie-helper/api.env',
    by: 'test/postgres/deploy-commands.test.ts',
  },
  { page: 'docs/how-to/deploy.md', by: 'test/docs/operator-commands.test.ts' },
  { page: 'docs/runbooks/upgrade-several-machines.md', by: 'test/docs/operator-commands.test.ts' },
  { page: 'docs/runbooks/restore-several-machines.md', by: 'test/docs/operator-commands.test.ts' },
  { page: 'docs/how-to/mail.md', by: 'apps/cli/test/mail-commands.test.ts' },
  { page: 'docs/how-to/language-model.md', by: 'apps/cli/test/doctor-servers.test.ts' },
  { page: 'docs/how-to/keep-data-small.md', by: 'apps/cli/test/data-commands.test.ts' },
  {
    page: 'docs/how-to/back-up-and-restore.md',
    mark: 'genie -- doctor',
    by: 'apps/cli/test/doctor-directus.test.ts',
  },
  {
    page: 'docs/how-to/back-up-and-restore.md',
    mark: 'DB_DATABASE',
    by: 'test/postgres/back-up.test.ts',
  },
  {
    page: 'docs/how-to/back-up-and-restore.md',
    mark: 'docker compose',
    by: 'test/postgres/back-up-docker.test.ts',
  },
  { page: 'docs/how-to/back-up-and-restore.md', by: 'test/docs/back-up-and-restore.test.ts' },
  {
    page: 'docs/how-to/add-a-creator.md',
    mark: 'create-admin',
    by: 'apps/cli/test/users.test.ts',
  },
  { page: 'docs/how-to/add-a-creator.md', by: 'test/docs/operator-pages.test.ts' },
  { page: 'docs/how-to/logs.md', by: 'test/docs/operator-pages.test.ts' },
  {
    page: 'docs/how-to/move-to-postgres.md',
    mark: 'genie -- doctor',
    by: 'apps/cli/test/doctor-directus.test.ts',
  },
  { page: 'docs/how-to/move-to-postgres.md', by: 'test/postgres/move-to-postgres.test.ts' },
  { page: 'docs/how-to/migrate-v1-credentials.md', by: 'test/docs/migrate-v1.test.ts' },
  {
    page: 'docs/how-to/upgrade.md',
    mark: 'git pull',
    by: {
      untested: 'there is no other release to try it with; CI does the rest in a fresh checkout',
    },
  },
  {
    page: 'docs/how-to/upgrade.md',
    mark: 'genie -- doctor',
    by: 'apps/cli/test/doctor-directus.test.ts',
  },
  {
    page: 'docs/how-to/upgrade.md',
    mark: 'credentials rotate',
    by: 'test/e2e/rotation.test.ts',
  },
  { page: 'docs/how-to/make-a-release.md', by: 'test/docs/release.test.ts' },
  {
    page: 'docs/how-to/directus-12.md',
    mark: 'npm ci --prefix',
    by: { untested: '.ci/run does this before the tests on Directus 12' },
  },
  {
    page: 'docs/how-to/directus-12.md',
    mark: 'DIRECTUS_RELEASE=12 npm start',
    by: 'apps/cli/test/settings.test.ts',
  },
  {
    page: 'docs/how-to/upgrade-directus.md',
    mark: 'npm install',
    by: { untested: 'there is no other release of the line to try it with' },
  },
  {
    page: 'docs/runbooks/rotate-admin-token.md',
    mark: 'secrets new admin-token',
    by: 'apps/cli/test/new-secrets.test.ts',
  },
  { page: 'docs/runbooks/rotate-admin-token.md', by: 'test/docs/admin-token.test.ts' },
];
