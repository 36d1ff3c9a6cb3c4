import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command } from 'commander';
import { helpOf } from '../src/command-help.ts';
import { createProgram } from '../src/program.ts';
import { base, runInProcess } from './support/run-in-process.ts';

const newProgram = () => createProgram(base, () => {});

for (const { path } of walk(newProgram())) {
  const name = path.join(' ');

  test(`${name} --help has examples that parse, in lines of 80 characters`, async () => {
    const { code, out, err } = await runInProcess([...path.slice(1), '--help']);
    assert.equal(code, 0);
    assert.equal(err, '');
    assert.match(out, /^Examples?:$/m);
    assert.deepEqual(
      out.split('\n').filter((line) => line.length > 80),
      [],
    );
    const command = walk(newProgram()).find((each) => each.path.join(' ') === name)?.command;
    const examples = command === undefined ? [] : (helpOf(command)?.examples ?? []);
    assert.ok(examples.length > 0);
    for (const { line, says } of examples) {
      assert.ok(out.includes(line), line);
      assert.ok(says === undefined || out.includes(says), says);
      assert.equal(await commandOf(argumentsOf(line)), expectedFor(line, name), line);
    }
  });
}

test('wrong use is 2 and says where to look; asking for help is 0', async () => {
  for (const args of [['bogus'], ['up', '--bogus'], ['secrets', 'new', 'bogus'], ['users'], []]) {
    const { code, out, err } = await runInProcess(args);
    assert.equal(code, 2, args.join(' '));
    assert.equal(out, '');
    assert.match(err, /--help/);
  }
  assert.equal((await runInProcess(['help', 'doctor'])).code, 0);
});

test('a misspelt command: names the one that was meant', async () => {
  assert.match((await runInProcess(['docter'])).err, /Did you mean doctor\?/);
});

test('help has colours where the terminal has, and only there', async () => {
  assert.ok((await runInProcess(['--help'], { hasColors: true })).out.includes('\u001b[1m'));
  assert.equal((await runInProcess(['--help'])).out.includes('\u001b'), false);
});

test('--version prints the version of the product', async () => {
  const { code, out } = await runInProcess(['--version'], { version: '1.2.3' });
  assert.deepEqual({ code, out }, { code: 0, out: '1.2.3\n' });
});

function walk(command: Command, path = [command.name()]): { command: Command; path: string[] }[] {
  return [
    { command, path },
    ...command.commands.flatMap((each) => walk(each, [...path, each.name()])),
  ];
}

/** The arguments of `genie` in a line of a shell: without variables before it, redirections and the rest. */
function argumentsOf(line: string): string[] {
  const [, rest] = /^(?:[A-Z_]+=\S+ )*(?:source <\()?genie ?(.*)$/.exec(line) ?? [];
  assert.notEqual(rest, undefined, line);
  return (
    (rest ?? '')
      .split(/ (?=[<>|])|\)/)[0]
      ?.split(' ')
      .filter(Boolean) ?? []
  );
}

/** Which command these arguments reach, with every action taken out. @throws where they are wrong use */
async function commandOf(args: readonly string[]): Promise<string> {
  let reached = '';
  const program = newProgram();
  for (const { command, path } of walk(program)) {
    if (command.commands.length === 0) {
      command.action(() => {
        reached = path.join(' ');
      });
    }
    command.configureOutput({ writeOut: () => {}, writeErr: () => {} });
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (String(Reflect.get(Object(error), 'code')) !== 'commander.helpDisplayed') throw error;
    reached = ['genie', ...args.slice(0, -1)].join(' ');
  }
  return reached;
}

/** A group's examples are those of its commands. */
function expectedFor(line: string, name: string): string {
  const words = ['genie', ...argumentsOf(line)].filter((word) => word !== '--help');
  const known = walk(newProgram()).map(({ path }) => path.join(' '));
  const reached = words
    .map((_, index) => words.slice(0, index + 1).join(' '))
    .filter((path) => known.includes(path))
    .at(-1);
  assert.ok(reached?.startsWith(name), `${line} is an example of ${name}`);
  return reached ?? '';
}
