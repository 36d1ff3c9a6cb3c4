import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../../../test/support/properties.ts';
import { chooseMessages, historyBounds } from '../../src/chat/answer-message.ts';

test('the new message is always last; before it stands the end of the history that fits', () => {
  const message = fc.record({
    role: fc.constantFrom('user' as const, 'assistant' as const),
    content: fc.nat(3_000).map((length) => 'x'.repeat(length)),
  });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 60 }), fc.nat(8_000), (earlier, length) => {
      const chosen = chooseMessages(earlier, 'y'.repeat(length));
      const before = chosen.slice(0, -1);
      assert.equal(chosen.at(-1)?.content.length, length);
      assert.deepEqual(before, earlier.slice(earlier.length - before.length));
      const characters = (some: typeof chosen) =>
        some.reduce((sum, { content }) => sum + content.length, 0);
      assert.ok(characters(chosen) <= historyBounds.characters);
      assert.ok(chosen.length <= historyBounds.messages);
      const next = earlier.at(-before.length - 1);
      if (next !== undefined && chosen.length < historyBounds.messages) {
        assert.ok(characters([...chosen, next]) > historyBounds.characters);
      }
    }),
  );
});
