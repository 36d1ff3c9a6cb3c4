import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Behaviour } from './behaviours.ts';
import type { ChatRequest } from './contract.ts';

const json = { 'content-type': 'application/json' };
const eventStream = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' };

/** Does to one response what a behaviour says. Resolves when nothing more will be sent. */
export async function perform(
  behaviour: Behaviour,
  body: ChatRequest,
  response: ServerResponse,
): Promise<void> {
  if ('answer' in behaviour) {
    const text = typeof behaviour.answer === 'string' ? behaviour.answer : behaviour.answer(body);
    return body.stream ? stream(text, body, response) : whole(completion(text, body), response);
  }
  if ('stall' in behaviour) return stall(behaviour.stall, body, response);
  if ('status' in behaviour) {
    const { status, message = `Upstream says no to ${body.model}` } = behaviour;
    const headers = status === 429 ? { ...json, 'retry-after': '1' } : json;
    const error = { message, type: 'server_error', param: null, code: null };
    response.writeHead(status, headers).end(JSON.stringify({ error }));
    return;
  }
  if ('raw' in behaviour) {
    response
      .writeHead(200, { 'content-type': behaviour.contentType ?? 'application/json' })
      .end(behaviour.raw);
    return;
  }
  if ('truncate' in behaviour) {
    response.writeHead(200, { ...json, 'content-length': '5000' });
    response.write('{"id":"x","choices":[{"message":{"role":"assistant","content":"New dr');
    await sleep(20);
    response.destroy();
    return;
  }
  if ('reset' in behaviour) {
    if (behaviour.reset === 'mid-stream') {
      response.writeHead(200, eventStream);
      response.write(event({ delta: { role: 'assistant', content: 'New dr' } }, body));
      await sleep(20);
    }
    response.socket?.resetAndDestroy();
    return;
  }
  if ('drip' in behaviour) return drip(behaviour.drip, behaviour.everyMs, body, response);
  if ('huge' in behaviour) {
    const text = JSON.stringify(completion('New set. '.repeat(behaviour.huge / 9), body));
    if (behaviour.gzip)
      response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(gzipSync(text));
    else response.writeHead(200, json).end(text);
    return;
  }
  response.writeHead(307, { location: behaviour.redirect }).end();
}

function completion(content: string, body: ChatRequest) {
  return {
    id: 'chatcmpl-fake',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: body.model,
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  };
}

function whole(answer: unknown, response: ServerResponse): void {
  response.writeHead(200, json).end(JSON.stringify(answer));
}

function stream(text: string, body: ChatRequest, response: ServerResponse): void {
  response.writeHead(200, eventStream);
  response.write(event({ delta: { role: 'assistant', content: '' } }, body));
  for (const part of text.match(/\s*\S+/gu) ?? [])
    response.write(event({ delta: { content: part } }, body));
  response.write(event({ delta: {}, finish_reason: 'stop' }, body));
  response.end('data: [DONE]\n\n');
}

function event(choice: object, body: ChatRequest): string {
  const chunk = {
    id: 'chatcmpl-fake',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: body.model,
    choices: [{ index: 0, finish_reason: null, ...choice }],
  };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

function stall(
  where: 'before-headers' | 'after-headers' | 'mid-body',
  body: ChatRequest,
  response: ServerResponse,
): void {
  if (where === 'before-headers') return;
  response.writeHead(200, body.stream ? eventStream : json);
  if (where === 'after-headers') response.flushHeaders();
  else
    response.write(body.stream ? event({ delta: { content: 'New dr' } }, body) : '{"id":"x","choi');
}

async function drip(
  text: string,
  everyMs: number,
  body: ChatRequest,
  response: ServerResponse,
): Promise<void> {
  response.writeHead(200, body.stream ? eventStream : json);
  const parts = body.stream
    ? [...text].map((content) => event({ delta: { content } }, body)).concat('data: [DONE]\n\n')
    : JSON.stringify(completion(text, body));
  for (const part of parts) {
    if (response.destroyed) return;
    response.write(part);
    await sleep(everyMs);
  }
  response.end();
}
