/**
 * The load of the overload bench, in a process of its own: it writes requests that were made before straight into
 * sockets and reads no more of an answer than its status and its end, so that ten times what the API does is little work
 * here. Started with an IPC channel; each message is one stretch of load, and so is each answer.
 */
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../support/statistics.ts';

/** Requests of one origin, taken in turn: so many under way always, or so many a second whatever becomes of them. */
export interface Stream {
  name: string;
  /** Each as it's written to the socket. */
  requests: readonly string[];
  pace: { underWay: number } | { perSecond: number };
}

/** One stretch of load. */
export interface Stretch {
  port: number;
  seconds: number;
  streams: readonly Stream[];
}

/** What came of the requests of a stream that had one status; 0: no answer. Times are milliseconds. */
export interface StatusFigures {
  count: number;
  /** Until the last answer came, whatever it was. */
  perSecond: number;
  p50: number;
  p99: number;
  longest: number;
}

/** By the name of the stream and the status. */
export type StretchFigures = Record<string, Record<string, StatusFigures>>;

interface Outcome {
  status: number;
  tookMs: number;
}

/** A request without an answer for so long is given up. */
const maxWaitMs = 20_000;
/** More than this many connections of a stream are not opened; what finds none waits here as long, and its wait counts. */
const maxConnections = 500;

class Connection {
  readonly #socket: Socket;
  #text = '';
  #onAnswer: ((status: number) => void) | undefined;

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.setEncoding('latin1');
    this.#socket.setTimeout(maxWaitMs, () => this.#socket.destroy());
    this.#socket.on('data', (text) => this.#take(String(text)));
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => this.#end(0));
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  send(request: string, onAnswer: (status: number) => void): void {
    this.#onAnswer = onAnswer;
    this.#socket.write(request, 'latin1');
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(text: string): void {
    this.#text += text;
    const headEnd = this.#text.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const length = /\r\ncontent-length: (\d+)/i.exec(this.#text.slice(0, headEnd))?.[1] ?? '0';
    if (this.#text.length < headEnd + 4 + Number(length)) return;
    const status = Number(this.#text.slice(9, 12));
    const isClosed = /\r\nconnection: close/i.test(this.#text.slice(0, headEnd));
    this.#text = '';
    if (isClosed) this.#socket.destroy();
    this.#end(status);
  }

  #end(status: number): void {
    const onAnswer = this.#onAnswer;
    this.#onAnswer = undefined;
    onAnswer?.(status);
  }
}

/** Sends one stream until its time is over and all is answered. */
async function sendStream({ requests, pace }: Stream, { port, seconds }: Stretch) {
  const outcomes: Outcome[] = [];
  const free: Connection[] = [];
  const all = new Set<Connection>();
  const due: number[] = [];
  const endsAt = performance.now() + seconds * 1_000;
  let next = 0;
  let underWay = 0;

  /** The one that has waited longest for a connection; those that have waited too long are given up. */
  function takeDue(): number | undefined {
    for (let since = due.shift(); since !== undefined; since = due.shift()) {
      const waitedMs = performance.now() - since;
      if (waitedMs < maxWaitMs) return since;
      outcomes.push({ status: 0, tookMs: waitedMs });
    }
    return undefined;
  }

  function sendOne(since: number): void {
    let connection = free.pop();
    while (connection?.isOpen === false) {
      all.delete(connection);
      connection = free.pop();
    }
    if (connection === undefined) {
      if (all.size >= maxConnections) {
        due.push(since);
        return;
      }
      connection = new Connection(port);
      all.add(connection);
    }
    const used = connection;
    const request = requests[next % requests.length] ?? '';
    next += 1;
    underWay += 1;
    used.send(request, (status) => {
      underWay -= 1;
      outcomes.push({ status, tookMs: performance.now() - since });
      if (used.isOpen) free.push(used);
      else all.delete(used);
      const waiting = takeDue();
      if (waiting !== undefined) sendOne(waiting);
      else if ('underWay' in pace && performance.now() < endsAt) sendOne(performance.now());
    });
  }

  const begun = performance.now();
  if ('underWay' in pace) {
    for (let n = 0; n < pace.underWay; n += 1) sendOne(performance.now());
    await sleep(seconds * 1_000);
  } else {
    const everyMs = 1_000 / pace.perSecond;
    for (let sent = 0; performance.now() < endsAt; await sleep(1)) {
      for (; begun + sent * everyMs <= performance.now(); sent += 1)
        sendOne(begun + sent * everyMs);
    }
  }
  while (underWay > 0 || due.length > 0) await sleep(5);
  const tookSeconds = (performance.now() - begun) / 1_000;
  for (const connection of all) connection.close();
  return figuresOf(outcomes, tookSeconds);
}

function figuresOf(
  outcomes: readonly Outcome[],
  tookSeconds: number,
): Record<string, StatusFigures> {
  const figures: Record<string, StatusFigures> = {};
  for (const status of new Set(outcomes.map((one) => one.status))) {
    const times = outcomes.filter((one) => one.status === status).map(({ tookMs }) => tookMs);
    figures[status] = {
      count: times.length,
      perSecond: times.length / tookSeconds,
      p50: quantile(times, 0.5),
      p99: quantile(times, 0.99),
      longest: times.reduce((most, time) => Math.max(most, time), 0),
    };
  }
  return figures;
}

process.on('message', (stretch: Stretch) => {
  const sent = stretch.streams.map(async (stream) => {
    return [stream.name, await sendStream(stream, stretch)] as const;
  });
  void Promise.all(sent).then((all) => process.send?.(Object.fromEntries(all)));
});
process.once('disconnect', () => process.exit(0));
