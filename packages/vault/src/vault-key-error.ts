const sentences = {
  'vault.key_malformed':
    'A vault key is 32 bytes in base64: 44 characters of the standard alphabet, padding included, nothing around them.',
  'vault.key_weak': 'The vault key is weak',
  'vault.key_duplicate': 'The same vault key is given twice.',
} as const;

export type VaultKeyErrorCode = keyof typeof sentences;

/** A key that is refused, at start. The message says why and never holds any of the key. */
export class VaultKeyError extends Error {
  override readonly name = 'VaultKeyError';
  readonly code: VaultKeyErrorCode;

  constructor(code: VaultKeyErrorCode, detail?: string) {
    super(detail === undefined ? sentences[code] : `${sentences[code]}: ${detail}.`);
    this.code = code;
  }
}
