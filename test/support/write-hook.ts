import { once } from 'node:events';
import { createServer } from 'node:http';

/** A way to Directus on which something can happen before the next record is written. */
export interface WriteHook {
  url: string;
  /** Done once, after the record was read and before it's written. */
  beforeWrite: (() => Promise<unknown>) | undefined;
  close(): void;
}

/** Starts it before the Directus at `target`. */
export async function startWriteHook(target: string): Promise<WriteHook> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { beforeWrite } = started;
    const isWrite = body.includes('"claim":"') || body.includes('"kind":"write"');
    if (beforeWrite !== undefined && isWrite) {
      started.beforeWrite = undefined;
      await beforeWrite();
    }
    const { authorization = '', 'x-rbac-sync-secret': secret = '' } = request.headers;
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method ?? 'GET',
      headers: {
        'content-type': 'application/json',
        ...(authorization === '' ? {} : { authorization }),
        ...(secret === '' ? {} : { 'x-rbac-sync-secret': String(secret) }),
      },
      ...(body.length === 0 ? {} : { body }),
    });
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const started: WriteHook = {
    url: `http://127.0.0.1:${port}`,
    beforeWrite: undefined,
    close: () => server.close(),
  };
  return started;
}
