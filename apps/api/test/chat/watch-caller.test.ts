import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createChatAssistant } from '../../../../packages/chat/src/index.ts';
import { answerMessage } from '../../src/chat/answer-message.ts';
import type { ChatHistory, NewMessage } from '../../src/chat/chat-store.ts';
import { createCallerWatch, maxUnanswered } from '../../src/chat/watch-caller.ts';
import { AppError, directusUnavailable } from '../../src/http/errors.ts';

/** What a look at the caller finds. */
type Look = 'signed in' | 'signed out' | 'outage';

/**
 * An answer of one sentence that then goes on for as long as the model isn't stopped, while the caller is looked at
 * with these results, the last one again and again.
 */
async function listen(looks: readonly Look[], modelEndsAfter = Number.POSITIVE_INFINITY) {
  const kept: NewMessage[] = [];
  let looked = 0;
  const seen = Promise.withResolvers<void>();
  const history = {
    findSession: async () => ({ key: 'mia', name: 'genie-mia' }),
    lastMessages: async () => [],
    append: async (message: NewMessage) => void kept.push(message),
  } as unknown as ChatHistory;
  const provider = {
    name: 'held',
    async *answer({ signal }: { signal: AbortSignal }) {
      yield 'A first sentence. ';
      const stopped = new Promise((resolve) => signal.addEventListener('abort', resolve));
      await Promise.race([stopped, seen.promise]);
      signal.throwIfAborted();
      yield 'The last one.';
    },
  };
  const caller = {
    userId: 'mia',
    log: { info: () => undefined, error: () => undefined },
    async revalidate() {
      const look = looks[Math.min(looked, looks.length - 1)];
      looked += 1;
      if (looked === modelEndsAfter) seen.resolve();
      if (look === 'outage') throw directusUnavailable('the fake is told to fail');
      return look === 'signed in';
    },
  };
  const deps = {
    history,
    assistant: createChatAssistant({ provider }),
    acquireWrite: async () => () => undefined,
    toolsOf: () => [],
    watchCaller: createCallerWatch({ everyMs: 1 }),
  };
  const answer = await answerMessage(deps, caller, 'Hello', undefined);
  let failure: unknown;
  try {
    for await (const _ of answer(new AbortController().signal));
  } catch (error) {
    failure = error;
  }
  assert.ok(failure === undefined || failure instanceof AppError);
  const { content, outcome } = kept.at(-1) ?? {};
  return { code: failure?.code, content, outcome, looked: () => looked };
}

// Without the watch the model would go on for ever.
const ends = { timeout: 20_000 };

test(
  'an answer ends soon after its caller was signed out, and is not kept as whole',
  ends,
  async () => {
    for (const looks of [['signed out'], ['signed in', 'signed in', 'signed out']] as Look[][]) {
      const { code, content, outcome } = await listen(looks);
      assert.equal(code, 'chat.signed_out');
      assert.deepEqual([content, outcome], ['A first sentence.', 'failed']);
    }
  },
);

test('a short outage of Directus ends no answer, a long one does, as an outage', ends, async () => {
  const outages = Array.from({ length: maxUnanswered - 1 }, () => 'outage' as const);
  const short = await listen([...outages, 'signed in', ...outages, 'signed in'], 2 * maxUnanswered);
  assert.equal(short.code, undefined);
  assert.deepEqual([short.content, short.outcome], ['A first sentence. The last one.', 'done']);
  const long = await listen(['outage']);
  assert.equal(long.code, 'directus.unavailable');
  assert.equal(long.outcome, 'failed');
});

test('nobody looks at the caller of an answer that is over', ends, async () => {
  const { looked, code } = await listen(['signed in'], 2);
  assert.equal(code, undefined);
  const before = looked();
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal(looked(), before);
});
