/**
 * Signs requests with a service client's secret instead of sending it: HTTP Message Signatures (RFC 9421) with
 * `hmac-sha256`, over method, path, query and the digest of the body (RFC 9530). The key is the SHA-256 of the secret.
 *
 * Guarantees: the secret is in no request; each signature has a nonce of its own, so it opens nothing a second time.
 */
import type { Fetch } from '../http/exchange.ts';

const form = /^gsc_([0-9a-f]{16})_[\w-]{43}$/;
const text = new TextEncoder();

/**
 * The same fetch, which signs what it sends.
 *
 * @param secret a service client's, `gsc_…`
 * @throws TypeError where the secret has another form
 */
export function signingFetch(secret: string, fetch: Fetch | undefined): Fetch {
  const keyid = form.exec(secret)?.[1];
  if (keyid === undefined) throw new TypeError('Only the secret of a service client can sign.');
  let key: ReturnType<typeof importKey> | undefined;
  return async (input, init = {}) => {
    key ??= importKey(secret);
    const { pathname, search } = new URL(String(input));
    const body = text.encode(typeof init.body === 'string' ? init.body : '');
    const digest = `sha-256=:${toBase64(await crypto.subtle.digest('SHA-256', body))}:`;
    const nonce = toBase64(crypto.getRandomValues(new Uint8Array(18)));
    const created = Math.floor(Date.now() / 1_000);
    const components = '("@method" "@path" "@query" "content-digest")';
    const parameters = `${components};created=${created};nonce="${nonce}";keyid="${keyid}";alg="hmac-sha256"`;
    const base = [
      `"@method": ${init.method ?? 'GET'}`,
      `"@path": ${pathname}`,
      `"@query": ${search === '' ? '?' : search}`,
      `"content-digest": ${digest}`,
      `"@signature-params": ${parameters}`,
    ].join('\n');
    const signature = await crypto.subtle.sign('HMAC', await key, text.encode(base));
    const headers = new Headers(init.headers);
    headers.set('content-digest', digest);
    headers.set('signature-input', `genie=${parameters}`);
    headers.set('signature', `genie=:${toBase64(signature)}:`);
    return (fetch ?? globalThis.fetch)(input, { ...init, headers });
  };
}

async function importKey(secret: string) {
  const bytes = await crypto.subtle.digest('SHA-256', text.encode(secret));
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
}

function toBase64(bytes: ArrayBuffer | Uint8Array): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}
