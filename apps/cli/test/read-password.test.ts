import assert from 'node:assert/strict';
import { PassThrough, Readable } from 'node:stream';
import { test } from 'node:test';
import { readPassword } from '../src/commands/users/create-admin.ts';

const stderr = new PassThrough();
const password = 'stille Häfen 🦊 42';

/** What comes on stdin, cut where nobody chose it. */
const comes = (bytes: Buffer, pieceSize: number) =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / pieceSize) }, (_, index) =>
      bytes.subarray(index * pieceSize, (index + 1) * pieceSize),
    ),
  );

test('a password on stdin is read whole, however its bytes come in', async () => {
  const bytes = Buffer.from(`${password}\nanother line\n`);
  for (const pieceSize of [1, 2, 3, 100]) {
    assert.equal(await readPassword({ stdin: comes(bytes, pieceSize), stderr }), password);
  }
});

test('a byte order mark before a password, as some editors write it, is no part of it', async () => {
  const bytes = Buffer.from(`\uFEFF${password}\r\n`);
  assert.equal(await readPassword({ stdin: comes(bytes, 100), stderr }), password);
});

test('bytes that are no text are refused, and not made into a password nobody typed', async () => {
  const latin1 = Buffer.from(`stille Häfen 42 Boote\n`, 'latin1');
  const utf16 = Buffer.from(`\uFEFF${password}\n`, 'utf16le');
  for (const bytes of [latin1, utf16]) {
    await assert.rejects(readPassword({ stdin: comes(bytes, 100), stderr }), /UTF-8/);
  }
});
