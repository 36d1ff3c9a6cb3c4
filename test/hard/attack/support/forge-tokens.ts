import { createHmac, generateKeyPairSync, sign as signWith } from 'node:crypto';

/** What forgeries are made of: a token that counts, and the secret that nobody outside has. */
export interface Genuine {
  token: string;
  secret: string;
}

const encode = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

function sign(header: unknown, payload: unknown, key: string | Buffer, hash = 'sha256'): string {
  const text = `${encode(header)}.${encode(payload)}`;
  return `${text}.${createHmac(hash, key).update(text).digest('base64url')}`;
}

/**
 * Tokens by what is done to them. None of them may count: what a stranger could make, and what the secret has signed for
 * another purpose or in another form than Directus's own access tokens have.
 */
export function forgeTokens({ token, secret }: Genuine, victimId: string): Record<string, string> {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<
    string,
    unknown
  >;
  const { sid: _, ...claimsWithoutLogin } = claims;
  const own = { alg: 'HS256', typ: 'JWT' };
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = publicKey.export({ format: 'jwk' });
  const pem = publicKey.export({ format: 'pem', type: 'spki' });
  const signRsa = (head: object) => {
    const text = `${encode(head)}.${payload}`;
    return `${text}.${signWith('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
  };
  const nested = sign({ ...own, cty: 'JWT' }, token, secret);
  const byStrangers = {
    'alg none': `${encode({ alg: 'none' })}.${payload}.`,
    'alg None': `${encode({ alg: 'None' })}.${payload}.`,
    'alg nOnE, old signature': `${encode({ alg: 'nOnE' })}.${payload}.${signature}`,
    'alg of an empty name': `${encode({ alg: '' })}.${payload}.${signature}`,
    'alg that is a list': `${encode({ alg: ['HS256', 'none'] })}.${payload}.${signature}`,
    'no alg': `${encode({ typ: 'JWT' })}.${payload}.${signature}`,
    'no signature': `${header}.${payload}.`,
    'an empty key': sign(own, claims, ''),
    'a NUL as key': sign(own, claims, Buffer.alloc(1)),
    'the word secret as key': sign(own, claims, 'secret'),
    'a key by its place, empty': sign({ ...own, kid: '../../../../dev/null' }, claims, ''),
    'a key by SQL': sign({ ...own, kid: "x' UNION SELECT 'key' --" }, claims, 'key'),
    'a key by command': sign({ ...own, kid: '|touch /tmp/genie-was-here' }, claims, 'key'),
    'a key by address': sign({ ...own, jku: 'http://127.0.0.1:1/keys' }, claims, 'key'),
    'a certificate by address': signRsa({ alg: 'RS256', typ: 'JWT', x5u: 'http://127.0.0.1:1/' }),
    'a key in the token': signRsa({ alg: 'RS256', typ: 'JWT', jwk }),
    'a public key as secret': sign(own, claims, String(pem)),
    'another user': `${header}.${encode({ ...claims, id: victimId })}.${signature}`,
    'admin access': `${header}.${encode({ ...claims, admin_access: true })}.${signature}`,
    'a later end': `${header}.${encode({ ...claims, exp: 9_999_999_999 })}.${signature}`,
    'its parts in another order': `${payload}.${header}.${signature}`,
    'a part more': `${token}.${signature}`,
    'a dot more': `${token}.`,
    'a JWE': `${encode({ alg: 'dir', enc: 'A128GCM' })}..${payload}.${payload}.${signature}`,
    'claims that are no JSON': `${header}.${encode('{')}.${signature}`,
    'claims that are null': sign(own, 'null', 'key'),
    'claims that are a list': sign(own, [claims], 'key'),
    'a deep nest of claims': `${header}.${encode(`${'['.repeat(2_000)}`)}.${signature}`,
    'a thousand dots': '.'.repeat(1_000),
    '4,097 characters': 'a'.repeat(4_097),
    '12,000 characters of claims': `${header}.${encode({ ...claims, x: 'x'.repeat(9_000) })}.${signature}`,
  };
  const withSecret = {
    'another issuer': sign(own, { ...claims, iss: 'someone' }, secret),
    'no issuer': sign(own, { ...claims, iss: undefined }, secret),
    'a list of issuers': sign(own, { ...claims, iss: ['directus'] }, secret),
    HS384: sign({ ...own, alg: 'HS384' }, claims, secret, 'sha384'),
    HS512: sign({ ...own, alg: 'HS512' }, claims, secret, 'sha512'),
    'a header with kid': sign({ ...own, kid: '1' }, claims, secret),
    'a header with crit': sign({ ...own, crit: ['exp'] }, claims, secret),
    'claims not encoded': sign({ ...own, b64: false, crit: ['b64'] }, claims, secret),
    'no login': sign(own, claimsWithoutLogin, secret),
    "somebody else's id on this login": sign(own, { ...claims, id: victimId }, secret),
    'another role on this login': sign(own, { ...claims, role: victimId }, secret),
    'no role': sign(own, { ...claims, role: undefined }, secret),
    'an end that is a text': sign(own, { ...claims, exp: '9999999999' }, secret),
    'no end': sign(own, { ...claims, exp: undefined }, secret),
    'an end long ago': sign(own, { ...claims, exp: 1 }, secret),
    'an end before all time': sign(own, { ...claims, exp: -1e300 }, secret),
    'an id that is a list': sign(own, { ...claims, id: [claims.id] }, secret),
    'a login that is an object': sign(own, { ...claims, sid: { $ne: null } }, secret),
    'a share beside the id': sign(own, { ...claims, share: victimId }, secret),
    'a JWT in a JWT': nested,
    'a token for a new password': sign(
      own,
      {
        email: 'a@example.com',
        scope: 'password-reset',
        hash: 'x',
        iss: 'directus',
        exp: claims.exp,
      },
      secret,
    ),
    'an invitation': sign(
      own,
      { email: 'a@example.com', scope: 'invite', iss: 'directus', exp: claims.exp },
      secret,
    ),
  };
  return { ...byStrangers, ...withSecret, ...rewritten({ header, payload, signature }) };
}

/** The same bytes, written otherwise. Directus knows its own way of writing only. */
function rewritten(parts: { header: string; payload: string; signature: string }) {
  const { header, payload, signature } = parts;
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(signature.at(-1) ?? '');
  const sameBytes = `${signature.slice(0, -1)}${alphabet[last ^ 1]}`;
  return {
    'a signature with other unused bits': `${header}.${payload}.${sameBytes}`,
    'a signature with padding': `${header}.${payload}.${signature}=`,
    'a signature with a character that no alphabet has': `${header}.${payload}.${signature}~`,
    'claims with padding': `${header}.${payload}==.${signature}`,
    'a header with a character that no alphabet has': `${header}~.${payload}.${signature}`,
  };
}
