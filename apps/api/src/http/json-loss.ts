/**
 * What of a JSON text `JSON.parse` would lose without a word: the earlier one of two fields of the same name, and a
 * number that a double can't hold.
 *
 * A number is held where it comes back as the same decimal number. A fraction of up to 17 digits is held, too, where it
 * names the double that it's read as: some languages write doubles with all 17.
 */

/** What is lost, and in which field of the body; the field is empty where the body is a number, or a list. */
export interface JsonLoss {
  kind: 'number' | 'field';
  field: string;
}

/** The longest part of a caller's own name that an answer repeats. */
const longestName = 64;

const quote = 0x22;
const backslash = 0x5c;

/** What numbers are made of. */
const numeral = /[\d.eE+-]+/y;

/**
 * Finds the first loss, in one pass and without recursion.
 *
 * @param text valid JSON
 */
export function findLoss(text: string): JsonLoss | undefined {
  /** The names of each open object; null for a list. */
  const open: (Set<string> | null)[] = [];
  /** The field of the body that the reading is in. */
  let field = '';
  let isNameNext = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      const end = endOfString(text, at);
      const names = isNameNext ? open.at(-1) : undefined;
      if (names) {
        isNameNext = false;
        const raw = text.slice(at + 1, end);
        const name = raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw;
        if (open.length === 1) field = name.slice(0, longestName);
        if (names.has(name)) return { kind: 'field', field };
        names.add(name);
      }
      at = end;
    } else if (isDigit(code)) {
      numeral.lastIndex = at;
      const [literal = ''] = numeral.exec(text) ?? [];
      if (!isHeld(literal)) return { kind: 'number', field };
      at += literal.length - 1;
    } else {
      const sign = text[at];
      if (sign === '{') open.push(new Set());
      else if (sign === '[') open.push(null);
      else if (sign === '}' || sign === ']') open.pop();
      if (sign === '{' || sign === ',') isNameNext = Boolean(open.at(-1));
    }
  }
  return undefined;
}

/** Where the string ends that begins at a quote. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (let code = text.charCodeAt(at); code !== quote; code = text.charCodeAt(at)) {
    at += code === backslash ? 2 : 1;
  }
  return at;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** The most digits that a double needs to be told from its neighbours. */
const digitsOfDouble = 17;

/** Up to 15 digits without an exponent always come back. */
const short = /^(?:\d{1,15}|\d{1,7}\.\d{1,8})$/;

const zero = /^0(?:\.0+)?(?:[eE]|$)/;

/** Whether a number of JSON, without its sign, is kept by a double. */
function isHeld(literal: string): boolean {
  if (short.test(literal)) return true;
  const value = Number(literal);
  if (value === 0) return zero.test(literal);
  if (!Number.isFinite(value)) return false;
  const written = decimalOf(literal);
  if (isSame(written, decimalOf(String(value)))) return true;
  const { length } = written.digits;
  const isFraction = !Number.isInteger(value) && length <= digitsOfDouble;
  return isFraction && isSame(written, decimalOf(value.toPrecision(length)));
}

interface Decimal {
  /** Without zeros around them. */
  digits: string;
  /** The power of ten that they're to be multiplied with. */
  power: number;
}

function isSame(one: Decimal, other: Decimal): boolean {
  return one.power === other.power && one.digits === other.digits;
}

/** The digits and the power of ten of a number other than zero. */
function decimalOf(literal: string): Decimal {
  const [mantissa = '', exponent = '0'] = literal.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const all = whole + fraction;
  let start = 0;
  let end = all.length;
  while (all[start] === '0') start += 1;
  while (all[end - 1] === '0') end -= 1;
  return {
    digits: all.slice(start, end),
    power: Number(exponent) - fraction.length + all.length - end,
  };
}
