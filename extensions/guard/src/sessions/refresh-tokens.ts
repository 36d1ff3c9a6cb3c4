/**
 * Refresh tokens that say which login they were made for, to nobody but this Directus.
 *
 * Guarantees: from any token that was ever made here, however long ago and however often it was replaced since, the
 * login can be told; from a text that wasn't made here, no login. So a copied token is recognized without being
 * remembered. Whoever has one learns from it the `sid`, which the access token names as well, and nothing that opens
 * anything. It has the form of Directus's own: 64 characters.
 *
 * Doesn't guarantee: that a token counts; the database says which one its login has now. A token that Directus made
 * itself, the first of each login, names no login, nor does one that was made under another `SECRET`.
 */
import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

export interface RefreshTokens {
  /** A new token for a login: 128 random bits, and what binds it to the `sid`. */
  create(sid: string): string;
  /** The `sid` of the login that a token was made for; undefined for any other text. */
  loginOf(token: string): string | undefined;
}

/** Bytes of each of the three parts: `sid`, random, tag. Together they are 64 characters of base64url, without padding. */
const partBytes = 16;

/** @param secret `SECRET` of Directus; the key is derived from it, so that a tag is never one of its other signatures */
export function createRefreshTokens(secret: string): RefreshTokens {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'genie-helper refresh token 1', 32));
  const tagOf = (body: Buffer) =>
    createHmac('sha256', key).update(body).digest().subarray(0, partBytes);

  return {
    create(sid) {
      const body = Buffer.concat([Buffer.from(sid, 'base64url'), randomBytes(partBytes)]);
      return Buffer.concat([body, tagOf(body)]).toString('base64url');
    },
    loginOf(token) {
      const bytes = Buffer.from(token, 'base64url');
      // Many texts can be read as the same bytes; only one of them was given away.
      if (bytes.length !== 3 * partBytes || bytes.toString('base64url') !== token) return undefined;
      const body = bytes.subarray(0, 2 * partBytes);
      if (!timingSafeEqual(tagOf(body), bytes.subarray(2 * partBytes))) return undefined;
      return body.subarray(0, partBytes).toString('base64url');
    },
  };
}
