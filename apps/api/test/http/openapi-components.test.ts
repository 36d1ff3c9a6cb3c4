import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dropUnused, hoistSchemas } from '../../src/http/openapi/complete-document.ts';

const cat = { title: 'Cat', type: 'object', properties: { name: { type: 'string' } } };

test('a schema with a title is kept once, and referred to wherever it stood', () => {
  const owner = { title: 'Owner', type: 'object', properties: { cat } };
  const { schemas, ...rest } = hoistSchemas({ one: cat, list: [owner] });
  const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  assert.deepEqual(rest, { one: refTo('Cat'), list: [refTo('Owner')] });
  assert.deepEqual(schemas.Cat, cat);
  assert.deepEqual(schemas.Owner, { ...owner, properties: { cat: refTo('Cat') } });
});

test('two different schemas of one title are refused', () => {
  assert.throws(() => hoistSchemas({ one: cat, other: { ...cat, type: 'null' } }), /title Cat/);
});

test('a title of people, such as that of the document, is left alone', () => {
  const info = { title: 'Some API' };
  assert.deepEqual(hoistSchemas({ info }), { info, schemas: {} });
});

test('what nothing refers to is dropped, with what only it referred to', () => {
  const document = {
    paths: { '/': { $ref: '#/components/responses/used' } },
    components: {
      securitySchemes: { bearer: {} },
      responses: {
        used: { $ref: '#/components/headers/of-used' },
        unused: { $ref: '#/components/headers/of-unused' },
      },
      headers: { 'of-used': {}, 'of-unused': {} },
    },
  };
  assert.deepEqual(dropUnused(document).components, {
    securitySchemes: { bearer: {} },
    responses: { used: { $ref: '#/components/headers/of-used' } },
    headers: { 'of-used': {} },
  });
});
