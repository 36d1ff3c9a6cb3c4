import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../../../test/support/properties.ts';
import { readAnswer } from '../../src/answer/read-answer.ts';
import { unwrap } from '../../src/answer/unwrap.ts';
import { createCaptionWriter } from '../../src/index.ts';
import { realCaptions } from '../support/real-captions.ts';
import { scriptedProvider } from '../support/scripted-provider.ts';
import { good, surelyWrapped, unclear } from '../support/wrapped-captions.ts';

const textOf = (answer: string) => {
  const read = readAnswer(answer);
  return 'text' in read ? read.text : read.problem.code;
};

test('what surely wraps a caption is taken off, in every language', () => {
  for (const answer of surelyWrapped) assert.equal(textOf(answer), good, JSON.stringify(answer));
});

test('a caption without wrapping comes out unchanged, colons, notes and numbers included', () => {
  for (const caption of realCaptions) assert.equal(textOf(caption), caption);
});

test('where the caption is unclear the model is asked again, and then there is none', async () => {
  const write = (...answers: string[]) =>
    createCaptionWriter({ provider: scriptedProvider(...answers), timeoutMs: 5_000 }).write({});
  for (const answer of unclear) {
    assert.equal(textOf(answer), 'answer.unclear', JSON.stringify(answer));
    assert.equal((await write(answer, good)).caption, good);
    await assert.rejects(write(answer, answer), { code: 'captions.model_failed' });
  }
});

test('a real caption comes out of every wrapping as it was', () => {
  const wrappings: ((caption: string) => string)[] = [
    (caption) => `Caption: ${caption}`,
    (caption) => `Here's a caption for you:\n\n${caption}`,
    (caption) => `\`\`\`\n${caption}\n\`\`\``,
    (caption) => JSON.stringify({ caption }),
    (caption) => `<think>A plan.\n</think>\n${caption}<|im_end|>`,
    (caption) => `Voici une légende :\n${caption}</s>`,
    (caption) => `${caption}\n\nLet me know if you'd like any changes!`,
  ];
  for (const caption of realCaptions) {
    for (const wrap of wrappings) assert.equal(textOf(wrap(caption)), caption, wrap(caption));
  }
});

const piece = fc.constantFrom(
  ...surelyWrapped.slice(0, 60),
  ...unclear,
  good,
  'Caption:',
  'Here is a caption:',
  '"',
  '“',
  '```',
  '\n',
  '\n\n',
  ' ',
  '**',
  '{"caption":"',
  '"}',
  '<think>',
  '</think>',
  '<|im_end|>',
  '(Note: this caption)',
  'Option 1:',
  '> ',
  '---',
);

test('unwrapping twice takes away no more than once', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const once = unwrap(pieces.join(''));
      assert.equal(unwrap(once), once);
      const read = readAnswer(pieces.join(''));
      if ('text' in read) assert.equal(textOf(read.text), read.text);
    }),
    { numRuns: 2_000 },
  );
});

test('an answer that did not come to its end holds no caption, however good it looks', () => {
  assert.deepEqual(readAnswer(good, 'whole'), { text: good });
  for (const end of ['cut', 'refused', 'withheld'] as const) {
    assert.ok('problem' in readAnswer(good, end), end);
  }
});
