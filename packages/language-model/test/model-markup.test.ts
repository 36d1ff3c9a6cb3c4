import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growth } from '../../../test/support/processor-time.ts';
import fc from '../../../test/support/properties.ts';
import { createMarkupFilter, withoutMarkup } from '../src/index.ts';

const said = 'It is done. I < 3 you [really].';

/** Answers that a template left its marks in, all around the same words. */
const marked = [
  `<think>hm\nI can't <b>say</b></think>\n${said}`,
  `<thinking>hm</thinking>${said}`,
  `< THINK >hm</ think >${said}`,
  `${said}<think>never closed`,
  `[THINK]hm[/THINK]${said}`,
  `◁think▷hm◁/think▷${said}`,
  `<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>${said}<|return|>`,
  `${said}<|im_end|>`,
  `<|im_start|>assistant\n${said}<|im_end|>\n<|im_start|>user\nMore?`,
  `<|im_start|>user\nMore?<|im_end|>\n<|im_start|>assistant\n${said}`,
  `<s>${said} </s>`,
  `[INST] Do it. [/INST] ${said}</s>`,
  `${said} [INST] and more`,
  `<start_of_turn>model\n${said}<end_of_turn>\n`,
  `<|start_header_id|>assistant<|end_header_id|>\n\n${said}<|eot_id|>`,
  `<｜Assistant｜>${said}<｜end▁of▁sentence｜>`,
  `<|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>${said}<|END_OF_TURN_TOKEN|>`,
  `<bos>${said}<eos>`,
  `${said}<|endoftext|>Human: and now`,
];

test('the words come out of every template, whole or letter by letter', () => {
  for (const answer of marked) {
    assert.equal(withoutMarkup(answer), said, answer);
    const filter = createMarkupFilter();
    const pieces = [...answer].map((letter) => filter.push(letter));
    assert.equal(pieces.join('') + filter.finish(), said, answer);
  }
});

test('reasoning that nothing opened is left out of a whole answer', () => {
  assert.equal(withoutMarkup(`hm, let me see</think>\n\n${said}`), said);
});

test('text without marks goes through as it is, and at once where it begins none', () => {
  for (const text of [said, 'a <3 b', '1 < 2 > 0', '[a](b)', '5 * 3', 'x\n\ny', '<', '[']) {
    assert.equal(withoutMarkup(text), text);
  }
  assert.equal(createMarkupFilter().push('Hello you'), 'Hello you');
});

test('an answer comes out the same however it is cut', () => {
  const piece = fc.constantFrom(
    ...marked,
    '<',
    '<think',
    '>',
    '|',
    '[',
    '</s>',
    ' ',
    '\n',
    'a',
    '▷',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 20 }),
      (parts, sizes) => {
        const answer = parts.join('');
        const whole = createMarkupFilter();
        const expected = whole.push(answer) + whole.finish();
        const filter = createMarkupFilter();
        let heard = '';
        for (let at = 0, turn = 0; at < answer.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          heard += filter.push(answer.slice(at, at + size));
          at += size;
        }
        assert.equal(heard + filter.finish(), expected);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('marks in any number take time in proportion', () => {
  for (const unit of ['<', '<think>', '</think>', '<|', '[', '</s>', '< ', '<|im_start|>', '◁']) {
    const times = growth((marks) => readMarks(unit, marks), 750, 12_000);
    assert.ok(times < 5, `${unit}: ${times} times`);
  }
});

function readMarks(unit: string, marks: number): void {
  const filter = createMarkupFilter();
  for (let count = 0; count < marks; count += 1) filter.push(unit);
  filter.finish();
  withoutMarkup(unit.repeat(marks));
}
