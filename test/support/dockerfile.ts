/** deploy/Dockerfile, done step by step in bare folders. */
import { execFile } from 'node:child_process';
import {
  type Dirent,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  type Stats,
  symlinkSync,
} from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { root } from './documents.ts';

const run = promisify(execFile);

/** One stage: what it starts from, and what is done, in order. */
export interface Stage {
  name: string;
  from: string;
  steps: { instruction: string; args: string }[];
}

/** The stages of a Dockerfile, in order. Comments are gone, continued lines are joined. */
export function parseDockerfile(text: string): Stage[] {
  const lines = text
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n');
  const stages: Stage[] = [];
  for (const line of lines) {
    const [, instruction = '', args = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    if (instruction === 'FROM') {
      const [, from = '', name = ''] = /^(\S+) AS (\S+)$/.exec(args) ?? [];
      stages.push({ name, from, steps: [] });
    } else if (instruction !== '') {
      stages.at(-1)?.steps.push({ instruction, args });
    }
  }
  return stages;
}

/** The words of the last step of a kind that is written as a list, such as `CMD`. */
export function listOf(stage: Stage, instruction: string): string[] {
  const step = stage.steps.findLast((each) => each.instruction === instruction);
  return step === undefined ? [] : (JSON.parse(step.args) as string[]);
}

/** Files of the checkout that an ignore file lets through, from the root. */
export async function listContext(ignoreFile: string): Promise<string[]> {
  const rules = ignoreFile.split('\n').filter((rule) => rule !== '' && !rule.startsWith('#'));
  const patterns = rules.map((rule) => {
    const [, negation, anywhere, path = ''] = /^(!?)(\*\*\/)?(.*)$/.exec(rule) ?? [];
    const names = path.replaceAll('.', '\\.').replaceAll('*', '[^/]*');
    return {
      isIncluded: negation === '!',
      pattern: new RegExp(`^${anywhere === undefined ? '' : '(?:.*/)?'}${names}(?:/|$)`),
    };
  });
  const { stdout } = await run('git', ['ls-files'], { cwd: root, maxBuffer: 16_000_000 });
  // As Docker reads it: the last rule that fits a file decides.
  return stdout
    .split('\n')
    .filter((file) => file !== '')
    .filter((file) => patterns.findLast(({ pattern }) => pattern.test(file))?.isIncluded ?? true);
}

/** Builds stages, each in a folder that stands for its root. */
export function createBuilder(options: {
  stages: readonly Stage[];
  /** The folder with the files of the context. */
  context: string;
  /** Where the stages' folders are made. */
  dir: string;
  /** Does a `RUN` in the place of a shell. */
  onRun(command: string, place: { cwd: string; rootDir: string }): Promise<void>;
}) {
  const built = new Map<string, Promise<string>>();

  function stage(name: string): Promise<string> {
    const made = built.get(name) ?? make(name);
    built.set(name, made);
    return made;
  }

  async function make(name: string): Promise<string> {
    const found = options.stages.find((each) => each.name === name);
    if (found === undefined) throw new Error(`The Dockerfile has no stage ${name}.`);
    const rootDir = join(options.dir, name);
    await mkdir(rootDir, { recursive: true });
    if (options.stages.some((each) => each.name === found.from)) {
      linkTree(await stage(found.from), rootDir);
    }
    let cwd = found.from === 'build' ? join(rootDir, 'app') : rootDir;
    for (const { instruction, args } of found.steps) {
      if (instruction === 'WORKDIR') cwd = join(rootDir, args);
      await mkdir(cwd, { recursive: true });
      if (instruction === 'COPY') await copy(args.split(' '), { cwd, rootDir });
      if (instruction === 'RUN') await options.onRun(args, { cwd, rootDir });
    }
    return rootDir;
  }

  /** `COPY`, as Docker does it: the content of a folder, or a file into a folder where the target ends in a slash. */
  async function copy(words: string[], place: { cwd: string; rootDir: string }): Promise<void> {
    const flag = words.find((word) => word.startsWith('--from='));
    const from = flag === undefined ? options.context : await stage(flag.slice('--from='.length));
    const paths = words.filter((word) => !word.startsWith('--'));
    const last = paths.pop() ?? '';
    const target = last.startsWith('/') ? join(place.rootDir, last) : join(place.cwd, last);
    for (const path of paths) {
      const source = join(from, path);
      const isFolder = lstatSync(source).isDirectory();
      const to =
        !isFolder && last.endsWith('/') ? join(target, path.split('/').at(-1) ?? '') : target;
      linkTree(source, to);
    }
  }

  return { stage };
}

/**
 * A copy by hard links, which takes no room; symbolic links stay as they are. Without a pause, since it is about a hundred
 * thousand files.
 *
 * @param skip folders of this name are left out
 */
export function linkTree(from: string, to: string, skip?: string): void {
  const stat = lstatSync(from);
  if (!stat.isDirectory()) mkdirSync(dirname(to), { recursive: true });
  linkOne(from, to, stat, skip);
}

function linkOne(from: string, to: string, kind: Dirent | Stats, skip: string | undefined): void {
  if (kind.isSymbolicLink()) {
    symlinkSync(readlinkSync(from), to);
  } else if (kind.isDirectory()) {
    mkdirSync(to, { recursive: true });
    for (const entry of readdirSync(from, { withFileTypes: true })) {
      if (entry.name !== skip) linkOne(join(from, entry.name), join(to, entry.name), entry, skip);
    }
  } else {
    linkSync(from, to);
  }
}

/**
 * What `npm ci --omit=dev --workspace …` puts into `node_modules`, linked from those of this checkout.
 *
 * @param workspaces the words behind `npm ci`
 */
export async function linkModules(app: string, words: readonly string[]): Promise<void> {
  const args = ['ls', '--all', '--parseable', ...words];
  // It ends with 1 where a checkout has more than the lock file asks for, and lists what it should.
  const listed = await run('npm', args, { cwd: root, maxBuffer: 16_000_000 }).catch(
    (error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }),
  );
  const modules = listed.stdout
    .split('\n')
    .map((path) => relative(root, path))
    .filter((path) => /(^|\/)node_modules\//.test(path));
  if (modules.length < 10) throw new Error(`npm lists too little: ${listed.stdout}`);
  for (const path of modules) linkTree(join(root, path), join(app, path), 'node_modules');
}
