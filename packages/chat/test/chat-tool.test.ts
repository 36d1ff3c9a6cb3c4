import assert from 'node:assert/strict';
import { test } from 'node:test';
import Type from 'typebox';
import { defineChatTool } from '../src/index.ts';

const signal = new AbortController().signal;
const inputSchema = Type.Object(
  { jobId: Type.String({ minLength: 1, maxLength: 40 }), size: Type.Optional(Type.Integer()) },
  { additionalProperties: false },
);
const tool = (execute: (input: { jobId: string }) => Promise<unknown>) =>
  defineChatTool({ name: 'look', description: 'Looks.', inputSchema, execute });

test('what is not the tool’s input never reaches it', async () => {
  let reached = 0;
  const look = tool(async () => {
    reached += 1;
  });
  for (const input of [
    undefined,
    null,
    'x',
    [],
    {},
    { jobId: 5 },
    { jobId: '' },
    { jobId: 'x'.repeat(41) },
    { jobId: 'a', userId: 'b' },
    { jobId: 'a', size: 1.5 },
    JSON.parse('{"jobId":"a","__proto__":{"isAdmin":true}}'),
  ]) {
    const answer = await look.call(input, signal);
    assert.match(JSON.stringify(answer), /This is not what the tool takes/, JSON.stringify(input));
  }
  assert.equal(reached, 0);
});

test('a failure is told without its words, and so is a result that is too long', async () => {
  const failing = tool(async () => {
    throw new Error('inside words');
  });
  assert.deepEqual(await failing.call({ jobId: 'a' }, signal), { error: 'This tool failed.' });
  const long = await tool(async () => 'x'.repeat(30_000)).call({ jobId: 'a' }, signal);
  assert.deepEqual(long, { error: 'The result is too long to be shown here.' });
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  assert.deepEqual(await tool(async () => cyclic).call({ jobId: 'a' }, signal), {
    error: 'This tool failed.',
  });
});

test('a good call gets through', async () => {
  const answer = await tool(async ({ jobId }) => ({ found: jobId })).call({ jobId: 'a' }, signal);
  assert.deepEqual(answer, { found: 'a' });
});
