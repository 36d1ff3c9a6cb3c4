import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { GenieApiError, GenieChatError, GenieNetworkError } from '@genie-helper/client';
import {
  formatMessageTime,
  maxMessageLength,
  measureMessage,
  toMessage,
} from '../src/pages/chat/message-text.ts';
import { mayAskAgain, waitBeforeAsking } from '../src/pages/chat/turns.ts';

describe('a message', () => {
  test('is sent without what the API refuses, line breaks and tabs kept', () => {
    assert.equal(toMessage('  a\u0000\u0007b\n\tc\u007f\ud800 '), 'ab\n\tc\ufffd');
    assert.equal(toMessage('👩‍🎤 é'), '👩‍🎤 é');
  });

  test('is counted in code points, as the API counts', () => {
    assert.equal(measureMessage('💡'.repeat(3)).length, 3);
    const full = measureMessage('💡'.repeat(maxMessageLength));
    assert.deepEqual([full.excess, full.maySend], [0, true]);
    const over = measureMessage('💡'.repeat(maxMessageLength + 2));
    assert.deepEqual([over.excess, over.maySend], [2, false]);
  });

  test('that is blank is not sent', () => {
    for (const draft of ['', ' \n\t', '\u0000']) assert.equal(measureMessage(draft).maySend, false);
  });
});

describe('a failed question', () => {
  const refused = (status: number, code: string, retryAfterMs?: number) =>
    new GenieApiError('A sentence.', { code, status, retryAfterMs });

  test('may be asked again where time can help, not where the message was refused', () => {
    assert.equal(
      mayAskAgain(new GenieChatError('It broke off.', { code: 'chat.broke_off' })),
      true,
    );
    assert.equal(mayAskAgain(new GenieNetworkError('No.', { code: 'client.timeout' })), true);
    assert.equal(mayAskAgain(refused(429, 'chat.too_many_open')), true);
    assert.equal(mayAskAgain(refused(500, 'server.internal')), true);
    assert.equal(mayAskAgain(refused(422, 'chat.message_refused')), false);
    assert.equal(mayAskAgain(refused(400, 'request.invalid')), false);
  });

  test('waits as long as the server asks', () => {
    assert.equal(waitBeforeAsking(refused(429, 'chat.too_many_open', 4_200)), 5);
    assert.equal(waitBeforeAsking(refused(429, 'chat.too_many_open')), 0);
    assert.equal(waitBeforeAsking(new Error('else')), 0);
  });
});

describe('the time of a message', () => {
  test('has the day only where it is not today, the year only where it is not this one', () => {
    const now = new Date(2026, 2, 1, 12, 0);
    const timeOf = (...parts: [number, number, number, number, number]) =>
      formatMessageTime(new Date(...parts).toISOString(), now);
    assert.equal(timeOf(2026, 2, 1, 9, 5), '09:05');
    assert.equal(timeOf(2026, 1, 28, 0, 5), '28 Feb, 00:05');
    assert.equal(timeOf(2025, 1, 28, 9, 5), '28 Feb 2025, 09:05');
    assert.equal(formatMessageTime('nonsense', now), '');
  });
});
