import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { compileCache } from '../../../test/support/directus-settings.ts';

const entry = join(import.meta.dirname, '../src/main.ts');

/** A device that takes no byte, as a full disk. Linux has it. */
const fullDisk = '/dev/full';

/** Runs `genie` as people run it; its stdout goes to a file that takes nothing. */
async function runOnFullDisk(...args: string[]): Promise<{ code: number | null; err: string }> {
  const stdout = openSync(fullDisk, 'w');
  const child = spawn(process.execPath, [entry, ...args], {
    env: compileCache(),
    stdio: ['ignore', stdout, 'pipe'],
  });
  closeSync(stdout);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const err = child.stderr === null ? '' : await text(child.stderr);
  return { code: await ended, err };
}

describe('where what a command prints cannot be kept', { skip: !existsSync(fullDisk) }, () => {
  test('it says so and ends with 1, so that nobody takes a part for the whole', async () => {
    for (const args of [['openapi'], ['secrets', 'new', 'guard-key'], ['--help']]) {
      const { code, err } = await runOnFullDisk(...args);
      assert.equal(code, 1, args.join(' '));
      assert.match(err, /^Not everything could be written to stdout \(ENOSPC\)\.\n/m);
    }
  });
});
