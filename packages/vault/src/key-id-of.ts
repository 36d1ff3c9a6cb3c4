import { parseEnvelope } from './envelope.ts';
import { olderFormId, parseOlderForm } from './legacy-v1.ts';
import { maxCiphertextCharacters } from './limits.ts';
import { VaultError } from './vault-error.ts';

/**
 * Says which key a ciphertext names, without opening it. Nothing is verified: for counting, never for a decision.
 *
 * @param ciphertext an envelope, or the older form
 * @returns the key's thumbprint, or `v1` for the older form
 * @throws VaultError `vault.unopenable` if it's neither
 */
export function keyIdOf(ciphertext: string): string {
  const keyId = readKeyId(ciphertext);
  if (keyId === undefined) throw new VaultError('vault.unopenable');
  return keyId;
}

function readKeyId(ciphertext: string): string | undefined {
  if (typeof ciphertext !== 'string' || ciphertext.length > maxCiphertextCharacters) {
    return undefined;
  }
  return parseOlderForm(ciphertext) ? olderFormId : parseEnvelope(ciphertext)?.kid;
}
