import { request } from 'node:http';

export interface LimitAnswer {
  status: number;
  retryAfter: string | undefined;
  text: string;
}

/** Posts JSON from a loopback address of choice (Linux answers on all of 127.0.0.0/8). */
export async function postFrom(
  localAddress: string,
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<LimitAnswer> {
  return await new Promise((resolve, reject) => {
    const call = request(url, {
      method: 'POST',
      localAddress,
      agent: false,
      headers: { 'content-type': 'application/json', ...headers },
    });
    call.once('error', reject);
    call.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          retryAfter: response.headers['retry-after'],
          text,
        }),
      );
    });
    call.end(JSON.stringify(body));
  });
}
