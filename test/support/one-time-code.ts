import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The code that an authenticator shows now for a secret in Base32 (RFC 6238). A test that brings one twice keeps it: asked
 * for anew, it may be the one of the next 30 s, and that one wasn't used yet.
 *
 * @param steps how many steps of 30 s later, or earlier: a code works once, and the neighbours of the one of now count too
 */
export function codeOf(secret: string, steps = 0): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0'));
  const bytes = bits.join('').match(/.{8}/g) ?? [];
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const key = Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  const number = digest.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** Waits while the step of now is about to end, so that the code of the one before still counts when it arrives. */
export async function untilEarlierCodeCounts(): Promise<void> {
  const leftMs = 30_000 - (Date.now() % 30_000);
  if (leftMs < 5_000) await sleep(leftMs + 10);
}
