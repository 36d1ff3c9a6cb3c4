import { spawn } from 'node:child_process';
import { basename, delimiter } from 'node:path';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Runs `npm ci` in a folder, with the npm that runs us if one does, as its user would have run it there.
 *
 * @param variables of this process
 * @throws Error with one line of what npm, make or the compiler said
 */
export async function runNpmCi(
  dir: string,
  variables: Variables,
  signal?: AbortSignal,
): Promise<void> {
  const { npm_execpath: npm = '', npm_node_execpath: node = process.execPath } = variables;
  const args = ['ci', '--prefer-offline', '--no-progress', '--loglevel=error'];
  const [program, ...rest] =
    basename(npm) === 'npm-cli.js' ? [node, npm, ...args] : ['npm', ...args];
  const env = variablesForNpm(variables);
  const child = spawn(program, rest, { cwd: dir, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => void child.kill('SIGTERM');
  signal?.addEventListener('abort', stop, { once: true });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-200_000);
    });
  }
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    signal?.throwIfAborted();
    if (code !== 0) throw new Error(reasonIn(said));
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** Settings of npm that belong to the run that we are part of, and what would make another one install less. */
const ofThisRun =
  /^(npm_(package|lifecycle)_.*|npm_config_(dry_run|global|ignore_scripts|include|location|local_prefix|loglevel|omit|only|package_lock|package_lock_only|production|workspaces?|include_workspace_root)|INIT_CWD|NODE_ENV)$/i;

/** The variables of an npm of its own: without those, and without our own programs ahead of the machine's. */
export function variablesForNpm(variables: Variables): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables)) {
    if (value !== undefined && !ofThisRun.test(name)) kept[name] = value;
  }
  const folders = (variables.PATH ?? '').split(delimiter);
  // npm puts these in front of the PATH of a script: node_modules/.bin of every folder above, and its own node-gyp.
  const own = folders.filter((folder) => !/\/(node_modules\/\.bin|node-gyp-bin)$/.test(folder));
  return { ...kept, PATH: own.join(delimiter) };
}

/** The line that says most: the compiler's, or node-gyp's, or npm's. */
const tellingLines = [
  /^.*\b(?:fatal )?error: (.+)$/m,
  /gyp ERR! stack Error: (.+)$/m,
  /gyp ERR! find Python (.*(?:could not|not found).*)$/im,
  /^npm (?:error|ERR!) (?!code |path |command |errno )(.+)$/m,
];

/** Why npm failed, in a line, out of all that it wrote. */
export function reasonIn(said: string): string {
  for (const line of tellingLines) {
    const [, reason] = line.exec(said) ?? [];
    if (reason !== undefined) return reason.trim();
  }
  return said.trim().split('\n').at(-1) || 'npm said nothing';
}
