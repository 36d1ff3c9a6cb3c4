/**
 * Codes of an authenticator: TOTP (RFC 6238) over SHA-1, six digits, a step of 30 seconds, which every authenticator knows.
 *
 * Guarantees: a secret has 160 random bits (RFC 4226, 4). A code of the step before or after counts as well, for clocks
 * that differ by half a minute; which of the steps it was is told, so that a step can be used once.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const stepMs = 30_000;

/** Steps before and after the one of now whose codes count. */
const tolerance = [0, -1, 1] as const;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A new secret in Base32 (RFC 4648), as authenticators take it. */
export function newSecret(): string {
  return toBase32(randomBytes(20));
}

/** What an authenticator reads from a QR code. @param account whose it is, for people */
export function otpauthUrlOf(secret: string, account: string): string {
  const issuer = 'Genie Helper';
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  const parameters = { secret, issuer, algorithm: 'SHA1', digits: '6', period: '30' };
  const query = Object.entries(parameters).map(([name, value]) => {
    return `${name}=${encodeURIComponent(value)}`;
  });
  return `otpauth://totp/${label}?${query.join('&')}`;
}

/** The six digits in what somebody typed, with or without a space in the middle; undefined where it is none. */
export function readDigits(typed: string): string | undefined {
  const digits = typed.replace(/\s/g, '');
  return /^[0-9]{6}$/.test(digits) ? digits : undefined;
}

/**
 * Which step a code belongs to.
 *
 * @param digits six digits
 * @param now epoch milliseconds
 * @returns the number of the step since 1970; undefined where it isn't a code of now
 */
export function findStep(secret: string, digits: string, now: number): number | undefined {
  const key = fromBase32(secret);
  const current = Math.floor(now / stepMs);
  const given = Buffer.from(digits);
  return tolerance
    .map((offset) => current + offset)
    .find((step) => timingSafeEqual(Buffer.from(codeAt(key, step)), given));
}

/** HOTP (RFC 4226, 5.3). */
function codeAt(key: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  const number = digest.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 1_000_000).padStart(6, '0');
}

function toBase32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => alphabet[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
}

/** Other characters are passed over, as in a secret that was typed with spaces. */
function fromBase32(text: string): Buffer {
  const values = [...text.toUpperCase()].map((letter) => alphabet.indexOf(letter));
  const bits = values
    .filter((value) => value >= 0)
    .map((value) => value.toString(2).padStart(5, '0'))
    .join('');
  const bytes = bits.match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
}
