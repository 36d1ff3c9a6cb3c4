import { once } from 'node:events';
import { connect } from 'node:net';
import { untilClosed } from '../../../support/until-closed.ts';

/** One answer of a connection. */
export interface RawAnswer {
  status: number;
  /** Lower-case names, with every line of the head. */
  headers: [name: string, value: string][];
  text: string;
}

/** Bytes that are sent as they are: of each character the lowest eight bits. */
export async function sendBytes(port: number, text: string): Promise<RawAnswer[]> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  // Nothing more comes from us; a server that waits for more says so, or closes.
  const received: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => received.push(chunk));
  const closed = untilClosed(socket);
  socket.write(Buffer.from(text, 'latin1'));
  const timer = setTimeout(() => socket.destroy(), 60_000);
  await closed;
  clearTimeout(timer);
  return readAnswers(Buffer.concat(received));
}

/** The value of a header; undefined where it didn't come. @throws Error where it came twice */
export function headerOf(answer: RawAnswer, name: string): string | undefined {
  const values = answer.headers.filter(([one]) => one === name).map(([, value]) => value);
  if (values.length > 1) throw new Error(`${name} came ${values.length} times`);
  return values[0];
}

/** The body of an answer in JSON. */
export function jsonOf({ text }: RawAnswer): Record<string, unknown> {
  return JSON.parse(text) as Record<string, unknown>;
}

function readAnswers(bytes: Buffer): RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) throw new Error(`no head of an answer: ${rest.toString('latin1')}`);
    const [first = '', ...lines] = rest.subarray(0, end).toString('latin1').split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1]);
    if (Number.isNaN(status)) throw new Error(`no answer: ${first}`);
    const headers = lines.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    });
    const length = Number(headers.find(([name]) => name === 'content-length')?.[1] ?? 0);
    const start = end + 4;
    const text = rest.subarray(start, start + length).toString('utf8');
    answers.push({ status, headers, text });
    rest = rest.subarray(start + length);
  }
  return answers;
}
