import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { chainColumns } from '@genie-helper/audit-chain';
import type { AdminCall } from '@genie-helper/directus-client/queries';
import { compileCache } from '../../../test/support/directus-settings.ts';
import type { Output } from '../src/cli-context.ts';
import { exportLog } from '../src/commands/audit/export-log.ts';

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

test('an export of the log that nobody takes any more ends with a sentence', async () => {
  const columns = [...chainColumns];
  const row = columns.map((column) => {
    if (column === 'seq') return 1;
    return column === 'at' ? '2026-11-29T00:00:00.000Z' : 'text';
  });
  const call: AdminCall = async () => ({ ok: true, status: 200, data: { columns, rows: [row] } });
  const stdout = new Writable({
    highWaterMark: 1,
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('full'), { code: 'ENOSPC' })),
  });
  await assert.rejects(exportLog(call, undefined, stdout as unknown as Output), {
    name: 'CliError',
    message: 'Not everything could be written to stdout (ENOSPC).',
  });
});
