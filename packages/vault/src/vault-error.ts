/** Every way that the vault's operations can fail, and its message. */
export const vaultErrors = {
  'vault.unopenable': "The ciphertext can't be opened.",
  'vault.unknown_key': "The ciphertext's key isn't in the keyring.",
  'vault.record_invalid':
    'A record needs a collection, an id and an owner: texts of 1 to 255 characters.',
  'vault.value_invalid': "The value isn't an object of plain JSON data.",
  'vault.value_too_large': 'The value is too large to be sealed.',
} as const;

export type VaultErrorCode = keyof typeof vaultErrors;

/**
 * The one error of the vault's operations.
 *
 * It never has a cause, and holds no plaintext, key or ciphertext. All `vault.unopenable` errors are alike.
 */
export class VaultError extends Error {
  override readonly name: string = 'VaultError';
  readonly code: VaultErrorCode;

  constructor(code: VaultErrorCode, message: string = vaultErrors[code]) {
    super(message);
    this.code = code;
  }
}

/** An operator's error: the ciphertext names a key that nobody has given. For the log, not for an answer. */
export class UnknownKeyError extends VaultError {
  override readonly name = 'UnknownKeyError';
  /** The id of the missing key. */
  readonly kid: string;
  /** The ids of the keys that are there. */
  readonly knownKids: readonly string[];

  constructor(kid: string, knownKids: readonly string[]) {
    super(
      'vault.unknown_key',
      `The key ${kid} isn't in the keyring. Known keys: ${knownKids.join(', ')}.`,
    );
    this.kid = kid;
    this.knownKids = knownKids;
  }
}
