import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { completion, end, event, streamCalls, streamText, wholeCalls } from './answers.ts';
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
  if ('script' in behaviour) return perform(behaviour.script(body), body, response);
  if ('answer' in behaviour) {
    await behaviour.after;
    const text = typeof behaviour.answer === 'string' ? behaviour.answer : behaviour.answer(body);
    const answer = body.stream ? streamText(text, body) : completion({ content: text }, body);
    return send(answer, body, response);
  }
  if ('call' in behaviour) {
    const { call, text, after } = behaviour;
    if (!body.stream) return send(wholeCalls(call, text, body), body, response);
    response.writeHead(200, eventStream);
    if (text !== undefined) response.write(event({ delta: { content: text } }, body));
    await after;
    response.end(streamCalls(call, body));
    return;
  }
  if ('parts' in behaviour) return sendParts(behaviour.parts, body, response);
  if ('stall' in behaviour) return stall(behaviour.stall, body, response);
  if ('status' in behaviour) {
    const { status, message = `Upstream says no to ${body.model}` } = behaviour;
    const rest = behaviour.headers ?? (status === 429 ? { 'retry-after': '1' } : {});
    const headers = { ...json, ...rest };
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
  if ('huge' in behaviour) return sendHuge(behaviour, body, response);
  response.writeHead(307, { location: behaviour.redirect }).end();
}

function send(answer: string, body: ChatRequest, response: ServerResponse): void {
  response.writeHead(200, body.stream ? eventStream : json).end(answer);
}

async function sendParts(
  parts: readonly (string | Promise<unknown>)[],
  body: ChatRequest,
  response: ServerResponse,
): Promise<void> {
  response.writeHead(200, eventStream);
  for (const part of parts) {
    if (typeof part === 'string') response.write(event({ delta: { content: part } }, body));
    else await part;
    if (response.destroyed) return;
  }
  response.end(end(body));
}

function sendHuge(
  { huge, gzip = false }: { readonly huge: number; readonly gzip?: boolean },
  body: ChatRequest,
  response: ServerResponse,
): void {
  const content = 'New set. '.repeat(huge / 9);
  const text = body.stream
    ? (content.match(/.{1,900}/gu) ?? [])
        .map((part) => event({ delta: { content: part } }, body))
        .join('') + end(body)
    : completion({ content }, body);
  const headers = body.stream ? eventStream : json;
  if (gzip) response.writeHead(200, { ...headers, 'content-encoding': 'gzip' }).end(gzipSync(text));
  else response.writeHead(200, headers).end(text);
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
    ? [...text].map((content) => event({ delta: { content } }, body)).concat(end(body))
    : completion({ content: text }, body);
  for (const part of parts) {
    if (response.destroyed) return;
    response.write(part);
    await sleep(everyMs);
  }
  response.end();
}
