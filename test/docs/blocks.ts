/** A block of commands or code on a page, and what is known of it. */
export interface KnownBlock {
  page: string;
  /** What stands in the block; without it, every block of the page that no other entry has. */
  mark?: string;
  /** The test that runs it, or why none does. */
  by: `${string}.test.ts` | { untested: string };
}

const installs = { untested: 'CI itself does this in a fresh checkout, and starts both in tests' };
const needsServers = {
  untested:
    'needs a container engine or a cluster; what is started there is started in test/docs/deploy*.test.ts',
};
const needsRoot = { untested: 'needs root and a service; the configuration is tried by a test' };

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
  { page: 'docs/tutorial/first-app.md', by: 'test/docs/first-app.test.ts' },
  { page: 'docs/how-to/nginx.md', mark: 'systemctl', by: needsRoot },
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
  { page: 'docs/how-to/caddy.md', mark: 'systemctl', by: needsRoot },
  {
    page: 'docs/how-to/deploy.md',
    mark: 'make-secrets.ts',
    by: 'test/docs/deploy-secrets.test.ts',
  },
  { page: 'docs/how-to/deploy.md', mark: 'systemctl', by: needsRoot },
  {
    page: 'docs/how-to/deploy.md',
    mark: 'credentials status',
    by: 'test/docs/deploy-commands.test.ts',
  },
  { page: 'docs/how-to/deploy.md', by: needsServers },
  { page: 'docs/how-to/language-model.md', by: 'apps/cli/test/doctor-servers.test.ts' },
  {
    page: 'docs/how-to/back-up-and-restore.md',
    mark: 'genie -- doctor',
    by: 'apps/cli/test/doctor-directus.test.ts',
  },
  {
    page: 'docs/how-to/back-up-and-restore.md',
    mark: 'DB_DATABASE',
    by: 'test/docs/back-up-postgres.test.ts',
  },
  { page: 'docs/how-to/back-up-and-restore.md', by: 'test/docs/back-up-and-restore.test.ts' },
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
