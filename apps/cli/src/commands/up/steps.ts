import type { CliContext } from '../../cli-context.ts';
import { usualCheckpointFile } from '../../installation/checkpoint-file.ts';
import { toDirectusSettings } from '../../installation/directus-settings.ts';
import { withMailDefaults } from '../../installation/mail-settings.ts';
import type { UpSettings } from '../../installation/settings.ts';
import { apiUrl } from './api-address.ts';
import { apiVariables, startApiProcess, untilReady } from './api-process.ts';
import { buildConsole } from './build-console.ts';
import type { Children } from './children.ts';
import { prepareDatabase, startDirectusProcess } from './directus-process.ts';
import type { LogFile } from './log-file.ts';
import { assertDifferentPorts, checkPort, type Place, reservePort } from './ports.ts';
import type { Step } from './show-steps.ts';

/** What the steps are made from. */
export interface StepsOptions {
  dir: string;
  settings: UpSettings;
  context: CliContext;
  signal: AbortSignal;
  children: Children;
  logs: { api: LogFile; directus: LogFile };
  /** Takes what must be undone if the steps end early, such as a port that is held. */
  onEnd(undo: () => Promise<void>): void;
}

/** The steps from settings to two running servers, in order. */
export function createSteps(options: StepsOptions): Step[] {
  const { settings, context, signal, children, logs } = options;
  const { environment, texts } = settings;
  const directus = toDirectusSettings(options.dir, environment, texts);
  const { HOST: host, SERVER_PORT: port } = environment;
  const api: Place = { host, port, variable: 'SERVER_PORT' };
  let freeApiPort = async () => {};

  return [
    {
      title: `Check ports ${port} and ${directus.port}`,
      async run() {
        const other: Place = { ...directus, variable: 'DIRECTUS_URL' };
        assertDifferentPorts(api, other);
        freeApiPort = await reservePort(api);
        options.onEnd(() => freeApiPort());
        await checkPort(other);
        return `Ports ${port} and ${directus.port} are free`;
      },
    },
    {
      title: 'Build the console',
      async run() {
        const done = await buildConsole(options.dir, context, signal);
        return done === 'built' ? 'Build the console' : 'Console is up to date';
      },
    },
    {
      title: 'Set up the database',
      async run(tell) {
        const onLine = logs.directus.writeLine;
        const tools = { directus: context.directus, signal, onLine, tell };
        const done = await prepareDatabase(directus, tools);
        return done === 'made' ? 'Set up the database' : 'Database is up to date';
      },
    },
    {
      title: 'Start Directus',
      async run() {
        children.add(await startDirectusProcess(directus, context, logs.directus, signal));
        return 'Start Directus';
      },
    },
    {
      title: 'Apply schema and roles',
      async run(tell) {
        const { changes } = await context.directus.applyDesiredState({
          url: directus.publicUrl,
          adminToken: environment.DIRECTUS_ADMIN_TOKEN,
          signal,
          onChange: tell,
        });
        return `Schema and roles: ${countChanges(changes.length)}`;
      },
    },
    {
      title: 'Start the API',
      async run() {
        await freeApiPort();
        const { dir } = options;
        const what = {
          entry: context.apiEntry,
          dir,
          variables: apiVariables({
            AUDIT_CHECKPOINT_FILE: usualCheckpointFile,
            ...withMailDefaults(texts, apiUrl(environment)),
          }),
        };
        const child = startApiProcess({ ...what, log: logs.api });
        children.add(child);
        await untilReady(child, apiUrl(environment), signal);
        return 'Start the API';
      },
    },
  ];
}

/** How many, for people. */
export function countChanges(count: number): string {
  if (count === 0) return 'nothing to change';
  return count === 1 ? '1 change' : `${count} changes`;
}
