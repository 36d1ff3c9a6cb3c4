import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { compactDecrypt, importJWK } from 'jose';
import { openBytes, sealBytes } from '../src/envelope.ts';
import { createKeyring, keyIdOf, open, parseVaultKey, seal } from '../src/index.ts';
import { openLegacyV1 } from '../src/legacy-v1.ts';
import { encryptWithGcm, vectorKey } from './support/keys.ts';
import { assertUnopenable, record } from './support/refusals.ts';
import gcmVectors from './vectors/aes-256-gcm.json' with { type: 'json' };
import keyWrapVectors from './vectors/aes-256-kw.json' with { type: 'json' };
import jweVectors from './vectors/jwe-a256kw.json' with { type: 'json' };
import appendixA1 from './vectors/rfc7516-a1.json' with { type: 'json' };
import stored from './vectors/stored.json' with { type: 'json' };

const hex = (text: string) => Buffer.from(text, 'hex');
const split = (jwe: string) => {
  const dot = jwe.indexOf('.');
  return [jwe.slice(0, dot), jwe.slice(dot)] as const;
};

describe('published vectors, through the code in use', () => {
  for (const vector of gcmVectors) {
    it(`opens AES-256-GCM as in ${vector.source}`, async () => {
      const keys = [await vectorKey(hex(vector.key))];
      const sealed = hex(vector.ciphertext + vector.tag);
      const opened = await openLegacyV1(keys, { iv: hex(vector.iv), sealed });
      assert.deepEqual(Buffer.from(opened ?? []), hex(vector.plaintext));
      assert.notEqual(opened, undefined);
      for (let bit = 0; bit < 128; bit += 1) {
        const changed = Buffer.from(sealed);
        const at = sealed.length - 16 + (bit >> 3);
        changed[at] = (sealed[at] ?? 0) ^ (1 << (bit & 7));
        assert.equal(await openLegacyV1(keys, { iv: hex(vector.iv), sealed: changed }), undefined);
      }
    });
  }

  const header = Buffer.from('{"alg":"A256KW","enc":"A256GCM"}').toString('base64url');
  for (const vector of keyWrapVectors) {
    const verb = vector.isValid ? 'opens with' : 'refuses';
    it(`${verb} the wrapped key of ${vector.source}`, async () => {
      const iv = randomBytes(12);
      // The content fits the wrapped key, so only the wrapping itself can be what's refused.
      const content = encryptWithGcm(hex(vector.contentKey), iv, Buffer.from('content'), header);
      const parts = [hex(vector.wrapped), iv, content.ciphertext, content.tag];
      const sealed = parts.map((part) => `.${part.toString('base64url')}`).join('');
      const opened = await openBytes((await vectorKey(hex(vector.key))).wrapping, header, sealed);
      assert.equal(
        opened && Buffer.from(opened).toString(),
        vector.isValid ? 'content' : undefined,
      );
    });
  }

  it(`opens A256KW with A256GCM as in ${jweVectors.source}`, async () => {
    const { wrapping } = await vectorKey(Buffer.from(jweVectors.key, 'base64url'));
    const [protectedHeader, sealed] = split(jweVectors.ours.jwe);
    const opened = await openBytes(wrapping, protectedHeader, sealed);
    assert.deepEqual(Buffer.from(opened ?? []), hex(jweVectors.ours.plaintext));
  });

  it('refuses the valid vectors of every other algorithm, and those with another header', async () => {
    const current = parseVaultKey(Buffer.from(jweVectors.key, 'base64url').toString('base64'));
    const keyring = await createKeyring({ current });
    const { wrapping } = await vectorKey(Buffer.from(jweVectors.key, 'base64url'));
    for (const { jwe } of jweVectors.others) {
      const [protectedHeader, sealed] = split(jwe);
      await assert.rejects(openBytes(wrapping, protectedHeader, sealed), {
        code: 'ERR_JOSE_ALG_NOT_ALLOWED',
      });
      await assertUnopenable(keyring, record, jwe);
    }
    const otherWrapping = Buffer.from('{"alg":"A256GCMKW","enc":"A256GCM"}').toString('base64url');
    await assert.rejects(openBytes(wrapping, otherWrapping, split(jweVectors.ours.jwe)[1]), {
      code: 'ERR_JOSE_ALG_NOT_ALLOWED',
    });
    await assertUnopenable(keyring, record, jweVectors.ours.jwe);
    await assertUnopenable(keyring, record, appendixA1.jwe);
  });

  it(`decrypts ${appendixA1.source} with the library in use`, async () => {
    const key = await importJWK(appendixA1.key, 'RSA-OAEP');
    const { plaintext } = await compactDecrypt(appendixA1.jwe, key);
    assert.equal(Buffer.from(plaintext).toString(), appendixA1.plaintext);
  });
});

describe('other software', () => {
  it('seals what we open, in both forms', async () => {
    const keyring = await createKeyring({ current: parseVaultKey(stored.key) });
    assert.equal(keyring.currentKid, stored.kid);
    assert.equal(keyIdOf(stored.envelope), stored.kid);
    const { value, keyId } = await open(keyring, stored.record, stored.envelope);
    assert.deepEqual([value, keyId], [stored.value, stored.kid]);
    assert.deepEqual((await open(keyring, stored.record, stored.legacy)).value, stored.value);
  });

  it('opens what we seal: RFC 7516 by hand, with OpenSSL', async () => {
    const keyring = await createKeyring({ current: parseVaultKey(stored.key) });
    const jwe = await seal(keyring, stored.record, stored.value);
    const [aad = '', ...parts] = jwe.split('.');
    const [wrapped, iv, ciphertext, tag] = parts.map((part) => Buffer.from(part, 'base64url'));
    assert.ok(wrapped && iv && ciphertext && tag);
    const master = Buffer.from(stored.key, 'base64');
    const unwrapping = createDecipheriv('id-aes256-wrap', master, Buffer.alloc(8, 0xa6));
    const contentKey = Buffer.concat([unwrapping.update(wrapped), unwrapping.final()]);
    const decipher = createDecipheriv('aes-256-gcm', contentKey, iv, { authTagLength: 16 });
    decipher.setAAD(Buffer.from(aad)).setAuthTag(tag);
    const plaintext = Buffer.concat([decipher.update(ciphertext), decipher.final()]);
    assert.deepEqual(JSON.parse(plaintext.toString()), stored.value);
    assert.deepEqual(JSON.parse(Buffer.from(aad, 'base64url').toString()), {
      alg: 'A256KW',
      enc: 'A256GCM',
      kid: stored.kid,
      record: Object.values(stored.record).join('/'),
      typ: 'vnd.genie-helper.vault.v2+jwe',
    });
  });

  it('wraps content keys as OpenSSL does', async () => {
    const [vector] = keyWrapVectors;
    assert.ok(vector);
    const jwe = await sealBytes(
      await vectorKey(hex(vector.key)),
      { record: 'c/i/o', bound: undefined },
      Buffer.from('{}'),
    );
    const wrapped = Buffer.from(jwe.split('.')[1] ?? '', 'base64url');
    const unwrap = createDecipheriv('id-aes256-wrap', hex(vector.key), Buffer.alloc(8, 0xa6));
    const contentKey = Buffer.concat([unwrap.update(wrapped), unwrap.final()]);
    const wrap = createCipheriv('id-aes256-wrap', hex(vector.key), Buffer.alloc(8, 0xa6));
    assert.deepEqual(Buffer.concat([wrap.update(contentKey), wrap.final()]), wrapped);
  });
});
