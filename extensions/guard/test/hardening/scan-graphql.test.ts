import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scanGraphql } from '../../src/hardening/scan-graphql.ts';

const scan = (document: string) => scanGraphql(document, 1_000);
const size = (selectionSets: number, aliases: number, spreads = 0) => ({
  selectionSets,
  aliases,
  spreads,
});

test('counts selection sets, aliases and spreads, and no values', () => {
  const documents: [string, ReturnType<typeof size>][] = [
    ['', size(0, 0)],
    ['{ a { id } }', size(2, 0)],
    ['{x:a{id}y :a{id}z\n:\n#:\na{w:id}}', size(4, 4)],
    [
      'query q($a: In = { b: { c: 1 } }) @d(e: { f: ")" }) { a(g: { h: [{ i: $a }] }) }',
      size(1, 0),
    ],
    ['{ a { ... on b { c } ... @include(if: true) { d } ... { e } } }', size(5, 0, 3)],
  ];
  for (const [document, expected] of documents) {
    assert.deepEqual(scan(document), expected, document);
  }
});

test('strings, block strings and comments neither hide aliases nor make some', () => {
  const aliased = '{ x: a { id } }';
  const harmless = [
    '"{ x: a {"',
    '"\\"{ x: a {"',
    '"\\\\"',
    '""',
    '""""""',
    '"""{ x: a {"""',
    '"""\\"""{ x: a {"""',
    '""" "" " \\ { """',
    '"""\n# " \n"""',
    '"\\u0022 {"',
    '"#"',
    '#"""\n1',
    '#"\r1',
  ];
  for (const value of harmless) {
    for (const after of harmless) {
      const document = `{ y: a(b: ${value}, c: ${after}) { id } } ${aliased}`;
      assert.deepEqual(scan(document), size(4, 2), document);
    }
  }
});

test('a fragment counts wherever it comes to stand, whatever its name and place', () => {
  for (const name of ['f', 'fragment', 'query', 'include', 'true']) {
    const fragment = `fragment ${name} on t @d(x: 1) { x: a y: a { id } }`;
    const operation = `{ a { ...${name} } b { ... ${name} @skip(if: false) } }`;
    for (const document of [`${fragment} ${operation}`, `${operation}\n${fragment}`]) {
      assert.deepEqual(scan(document), size(7, 4, 2), document);
    }
  }
  assert.ok(scan(doubling(100)).aliases > 1e29);
});

/** Fragments that each spread the next one twice. */
function doubling(count: number): string {
  const each = Array.from(
    { length: count },
    (_, n) => `fragment f${n} on t { a { ...f${n + 1} } b { ...f${n + 1} } }`,
  );
  return `{ ...f0 } ${each.join(' ')} fragment f${count} on t { x: id }`;
}

test('fragments in a ring and in a long chain are past any bound', () => {
  const ring = '{ ...f } fragment f on t { ...g } fragment g on t { ...f }';
  assert.ok(scan(ring).aliases >= 1_000);
  const chain = Array.from({ length: 20_000 }, (_, n) => `fragment f${n} on t { ...f${n + 1} }`);
  assert.ok(scan(`{ ...f0 } ${chain.join(' ')}`).selectionSets >= 1_000);
});

test('100,000 letters of anything is scanned in one pass', () => {
  const parts = [
    '{',
    '}',
    '"',
    '""',
    '"""',
    '\\"""',
    '"""\\',
    '#',
    '...f',
    'a:',
    '(',
    '\\',
    '"a\n',
  ];
  for (const part of [...parts, '{ ...a } fragment a on t { ...a }', '{}', '"\\']) {
    // Anything but linear would take a minute each.
    const document = part.repeat(Math.ceil(100_000 / part.length));
    assert.equal(typeof scanGraphql(document, 121).aliases, 'number', part);
  }
});
