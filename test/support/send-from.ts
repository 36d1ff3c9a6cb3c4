import { request } from 'node:http';

/** An answer to a request from an address of choice. */
export interface AddressedAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  /** The text, parsed; an empty object where it is empty. */
  body: Record<string, unknown>;
}

/** What to send. A text is sent as it is, with the content type of JSON. */
export interface AddressedRequest {
  method: string;
  url: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Sends from one of the machine's own addresses (Linux answers on all of 127.0.0.0/8), which no header can change. */
export async function sendFrom(
  localAddress: string,
  { method, url, body, headers = {} }: AddressedRequest,
): Promise<AddressedAnswer> {
  return await new Promise((resolve, reject) => {
    const call = request(url, {
      method,
      localAddress,
      agent: false,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    });
    call.once('error', reject);
    call.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('end', () => {
        const parsed = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          body: parsed,
        });
      });
    });
    call.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
}
