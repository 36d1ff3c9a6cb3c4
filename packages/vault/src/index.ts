export { type CredentialFacts, type CredentialRow, credentialRecord } from './credential-record.ts';
export { envelopeStart } from './envelope.ts';
export { createKeyring, type Keyring } from './keyring.ts';
export { readVaultKeys, type VaultKeyProblem, type VaultKeys } from './read-vault-keys.ts';
export { keyIdOf, type Opened, open, rewrap, seal } from './vault.ts';
export { UnknownKeyError, VaultError, type VaultErrorCode } from './vault-error.ts';
export {
  parseVaultKey,
  type VaultKey,
  VaultKeyError,
  type VaultKeyErrorCode,
} from './vault-key.ts';
export type { Bound, JsonObject, JsonValue, VaultRecord } from './vault-record.ts';
export { maxCiphertextCharacters, maxValueBytes } from './vault-record.ts';
