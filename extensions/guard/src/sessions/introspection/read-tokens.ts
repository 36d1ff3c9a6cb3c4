import type { IncomingMessage } from 'node:http';

const maxBytes = 1024 * 1024;
const maxTokens = 1_000;

/** Why a request to the introspection isn't answered. The message is for the caller. */
export class IntrospectionRefusal extends Error {
  override name = 'IntrospectionRefusal';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/**
 * Reads `{"tokens": ["…", …]}`: at most 1,000 texts in at most 1 MB.
 *
 * @throws IntrospectionRefusal
 */
export async function readTokens(request: IncomingMessage): Promise<string[]> {
  if (request.headers['content-encoding'] !== undefined) {
    throw new IntrospectionRefusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'No content encoding, please.');
  }
  const tokens = parseTokens(await readBody(request));
  if (tokens === undefined) {
    throw new IntrospectionRefusal(400, 'INVALID_PAYLOAD', 'Expected {"tokens": ["…"]} in JSON.');
  }
  if (tokens.length > maxTokens) throw tooLarge(`At most ${maxTokens} tokens a call.`);
  return tokens;
}

async function readBody(request: IncomingMessage): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge('At most 1 MB.');
  const chunks: Buffer[] = [];
  let size = 0;
  // The connection must outlive a refusal, or nobody would hear it.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge('At most 1 MB.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parseTokens(body: string): string[] | undefined {
  try {
    const { tokens }: { tokens?: unknown } = JSON.parse(body) ?? {};
    if (!Array.isArray(tokens)) return undefined;
    return tokens.every((token) => typeof token === 'string') ? tokens : undefined;
  } catch {
    return undefined;
  }
}

function tooLarge(message: string): IntrospectionRefusal {
  return new IntrospectionRefusal(413, 'CONTENT_TOO_LARGE', message);
}
