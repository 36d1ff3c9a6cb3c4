import { randomBytes } from 'node:crypto';
import { describeVariables } from './schema.ts';

/**
 * Writes the first `.env`: every secret that can be made, made at random, and the administrator's e-mail.
 *
 * @param random gives that many random bytes; only tests pass their own
 * @returns the whole file's text; the caller keeps it to the owner (mode 0600)
 */
export function renderNewEnvFile(random: (bytes: number) => Buffer = randomBytes): string {
  const lines = [
    "# Made on the first start. Keep it, and a copy in a safe place: Directus's tokens and the administrator",
    '# depend on it, and without CREDENTIALS_ENC_KEY_B64 nobody can open the stored credentials.',
    '# Every other variable is explained in .env.example.',
    '',
  ];
  for (const [name, notes] of describeVariables()) {
    if (name === 'ADMIN_EMAIL') lines.push(`${name}=${notes.default}`);
    if (notes.generate) {
      lines.push(`${name}=${random(notes.generate.bytes).toString(notes.generate.encoding)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
