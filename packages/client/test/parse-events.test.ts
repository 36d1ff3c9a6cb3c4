import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../../test/support/properties.ts';
import { parseEvents } from '../src/http/parse-events.ts';
import { collect } from './support/streams.ts';

const encoder = new TextEncoder();

async function parse(...pieces: (string | Uint8Array)[]): Promise<string[]> {
  async function* chunks() {
    for (const piece of pieces) yield typeof piece === 'string' ? encoder.encode(piece) : piece;
  }
  return await collect(parseEvents(chunks()));
}

test('an event is what its data lines say, whatever else it has', async () => {
  assert.deepEqual(await parse('data: one\n\ndata:two\n\n'), ['one', 'two']);
  assert.deepEqual(await parse('event: x\nid: 1\nretry: 5\ndata: a\ndata: b\n\n'), ['a\nb']);
  assert.deepEqual(await parse('data:  two spaces\n\n'), [' two spaces']);
  assert.deepEqual(await parse('data\n\n'), ['']);
  assert.deepEqual(await parse('database: x\n\n'), []);
});

test('comments and a byte order mark are no part of it', async () => {
  assert.deepEqual(await parse('\uFEFF:\n\n: hello\ndata: one\n:\n\n:\n\n'), ['one']);
});

test('an event without its blank line is dropped', async () => {
  assert.deepEqual(await parse('data: one\n\ndata: two\n'), ['one']);
});

test('a stream may be cut anywhere, and its lines end as they like', async () => {
  const data = fc.array(
    fc.string({ unit: 'binary' }).map((text) => text.replace(/[\r\n]/g, 'x')),
    {
      minLength: 1,
      maxLength: 5,
    },
  );
  const breaks = fc.array(fc.constantFrom('\n', '\r\n', '\r'), { minLength: 1, maxLength: 7 });
  const cuts = fc.array(fc.nat(200), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(data, breaks, cuts, async (texts, lineEnds, at) => {
      // A well-formed text, since half of a surrogate pair can't be sent.
      const wanted = texts.map((text) => text.toWellFormed());
      // One style an event: a CR before an LF would be a single break.
      const events = wanted.map((text, index) => {
        const end = lineEnds[index % lineEnds.length] ?? '\n';
        return `:${end}data: ${text}${end}${end}`;
      });
      const bytes = encoder.encode(events.join(''));
      const places = [...new Set(at)].filter((place) => place < bytes.length).sort((a, b) => a - b);
      const pieces = [...places, bytes.length].map((place, index) =>
        bytes.subarray(places[index - 1] ?? 0, place),
      );
      assert.deepEqual(await parse(...pieces), wanted);
    }),
  );
});

test('one event too large is refused, however it comes', async () => {
  const line = `data: ${'x'.repeat(99_994)}\n`;
  const tooLarge = { code: 'client.answer_too_large' };
  await assert.rejects(parse(...Array<string>(12).fill(line)), tooLarge);
  await assert.rejects(parse(...Array<string>(12).fill('x'.repeat(100_000))), tooLarge);
  assert.equal((await parse(...Array<string>(30).fill(`${line}\n`))).length, 30);
});
