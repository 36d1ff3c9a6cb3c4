import fc from '../../../support/properties.ts';
import { naughtyStrings } from './naughty-strings.ts';

/** Inputs to choose from. */
export interface HostileValues {
  /** Any text, halves of surrogate pairs included. */
  strings: string[];
  /** Any JSON value, as the text of it, which JavaScript's own values can't say all of. */
  jsonTexts: string[];
}

/** Values that only their text can say: numbers out of range, keys of prototypes, keys twice, depth. */
const deep = (levels: number, open: string, close: string) =>
  `${open.repeat(levels)}1${close.repeat(levels)}`;

const jsonTexts = [
  '1e999',
  '-1e999',
  '-0',
  '0.1',
  '9007199254740993',
  `1${'0'.repeat(400)}`,
  'null',
  'true',
  '""',
  '[]',
  '{}',
  '[null]',
  '[[]]',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"\\u005f_proto__":{"polluted":true}}',
  '{"a":{"__proto__":{"isAdmin":true}}}',
  '{"toString":1,"valueOf":2,"toJSON":3}',
  '{"then":{"then":1}}',
  '{"length":1e9}',
  '{"a":1,"a":2}',
  '{"":0}',
  '{"$ref":"#"}',
  '["__proto__"]',
  '"\\ud800"',
  '"\\u0000"',
  deep(400, '[', ']'),
  deep(400, '{"a":', '}'),
  deep(9_000, '[', ']'),
  deep(9_000, '{"a":', '}'),
  `[${'0,'.repeat(5_000)}0]`,
  `{${Array.from({ length: 500 }, (_, n) => `"k${n}":${n}`).join(',')}}`,
];

/** Makes them; the same whenever the seed is. */
export function makeHostileValues(seed: number): HostileValues {
  const anyUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit));
  const string = fc.oneof(
    fc.constantFrom(...naughtyStrings),
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.string({ unit: 'grapheme', maxLength: 80 }),
    fc.string({ unit: anyUnit, maxLength: 40 }),
    fc.string({ maxLength: 600, size: 'max' }),
    fc.uuid(),
    fc.emailAddress(),
    fc.webUrl(),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  );
  const key = fc.oneof(string, fc.constantFrom('__proto__', 'constructor', 'prototype', 'toJSON'));
  const json = fc.oneof(
    string.map((text) => JSON.stringify(text)),
    fc.double().map((number) => (Number.isFinite(number) ? JSON.stringify(number) : '1e999')),
    fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }).map(String),
    fc
      .anything({ key, values: [string, fc.integer(), fc.boolean(), fc.constant(null)] })
      .map((value) => JSON.stringify(value) ?? 'null'),
    fc.constantFrom(...jsonTexts),
  );
  return {
    strings: [...naughtyStrings, ...fc.sample(string, { seed, numRuns: 4_000 })],
    jsonTexts: [...jsonTexts, ...fc.sample(json, { seed, numRuns: 4_000 })],
  };
}
