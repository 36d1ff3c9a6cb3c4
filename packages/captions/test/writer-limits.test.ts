import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CaptionError, type CaptionProvider, createCaptionWriter } from '../src/index.ts';
import { scriptedProvider } from './support/scripted-provider.ts';

const write = (provider: CaptionProvider, request = {}, signal?: AbortSignal) =>
  createCaptionWriter({ provider, timeoutMs: 5000 }).write(request, signal ? { signal } : {});

const stuck: CaptionProvider = { name: 'stuck', generate: () => new Promise(() => {}) };

test('one timeout bounds both tries together, even if the provider heeds no signal', {
  timeout: 20_000,
}, async () => {
  let calls = 0;
  const slowThenStuck: CaptionProvider = {
    name: 'slow',
    generate: () => {
      calls += 1;
      return calls === 1 ? Promise.resolve({ text: 'One.', model: 'm' }) : new Promise(() => {});
    },
  };
  for (const provider of [stuck, slowThenStuck]) {
    await assert.rejects(createCaptionWriter({ provider, timeoutMs: 50 }).write({}), {
      code: 'captions.model_timeout',
    });
  }
  assert.equal(calls, 2);
});

test('a caller that goes away ends the write, before and during it', {
  timeout: 20_000,
}, async () => {
  await assert.rejects(write(stuck, {}, AbortSignal.abort()), { code: 'captions.aborted' });
  const controller = new AbortController();
  const writing = write(stuck, {}, controller.signal);
  controller.abort();
  await assert.rejects(writing, { code: 'captions.aborted' });
});

test('the provider’s signal fires when the time is up', { timeout: 20_000 }, async () => {
  const seen = Promise.withResolvers<void>();
  const provider: CaptionProvider = {
    name: 'listening',
    generate: ({ signal }) => {
      signal.addEventListener('abort', () => seen.resolve());
      return new Promise(() => {});
    },
  };
  await assert.rejects(createCaptionWriter({ provider, timeoutMs: 30 }).write({}), {
    code: 'captions.model_timeout',
  });
  await seen.promise;
});

test('whatever a provider throws becomes a model failure without its text', async () => {
  for (const thrown of [
    new Error('secret http://10.0.0.1/key=abc'),
    'secret',
    undefined,
    { secret: 1 },
  ]) {
    const provider: CaptionProvider = { name: 'broken', generate: () => Promise.reject(thrown) };
    const error = await write(provider).catch((caught: unknown) => caught);
    assert.ok(error instanceof CaptionError);
    assert.equal(error.code, 'captions.model_failed');
    assert.doesNotMatch(
      `${error.message} ${error.detail} ${error.stack}`,
      /secret|10\.0\.0\.1|abc/,
    );
  }
});

test('reads a hostile answer in bounded time', async () => {
  const before = process.threadCpuUsage();
  for (const unit of [
    '·',
    '<think>',
    'a',
    'a.',
    '#a',
    ' \u00a0',
    '[',
    '*a',
    'A. ',
    '👩‍👩‍👧‍👦',
    '"',
    'Caption: ',
    'http://a.example/x ',
  ]) {
    await write(scriptedProvider(unit.repeat(50_000)), { platform: 'x' }).catch(() => {});
  }
  const { user, system } = process.threadCpuUsage(before);
  assert.ok(user + system < 20_000_000);
});
