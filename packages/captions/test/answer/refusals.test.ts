import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRefusal } from '../../src/answer/refusals.ts';
import { createCaptionWriter } from '../../src/index.ts';
import { realCaptions } from '../support/real-captions.ts';
import { refusals } from '../support/refusals.ts';
import { scriptedProvider } from '../support/scripted-provider.ts';
import { good } from '../support/wrapped-captions.ts';

const write = (...answers: string[]) =>
  createCaptionWriter({ provider: scriptedProvider(...answers), timeoutMs: 5_000 }).write({});

test('a refusal is known in every language, with either apostrophe and behind a preamble', () => {
  for (const refusal of refusals) {
    for (const answer of [
      refusal,
      refusal.replaceAll("'", '’'),
      refusal.toUpperCase(),
      `Hello! 💋 ${refusal}`,
      `${refusal} Here is something else: ${good}`,
      `${good}\n\n${refusal}`,
    ]) {
      // "No." is one alone.
      if (refusal.length < 20 && answer.trim().length > refusal.length) continue;
      assert.ok(isRefusal(answer), answer);
    }
  }
});

test('a caption that says sorry, or what its writer cannot do, is no refusal', () => {
  assert.ok(realCaptions.length > 200);
  for (const caption of realCaptions) assert.ok(!isRefusal(caption), caption);
});

test('a refusal is never posted: the model is asked again, and then there is no caption', async () => {
  for (const refusal of refusals) {
    assert.equal((await write(refusal, good)).caption, good, refusal);
    await assert.rejects(write(refusal, refusal), { code: 'captions.model_failed' }, refusal);
  }
});

test('a second try that refuses leaves the first to be repaired', async () => {
  const { caption } = await write(`${good} Third here. Fourth here.`, "I can't help with that.");
  assert.equal(caption, `${good} Third here.`);
});
