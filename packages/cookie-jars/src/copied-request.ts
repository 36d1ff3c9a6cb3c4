/**
 * Cookies as people copy them from the tools of their browser: a request as a command of cURL (for a shell or for
 * Windows), of PowerShell or of `fetch`, or what stands in its `Cookie` header alone.
 *
 * Such cookies have names and values, and no time to end. A command tells the host; a header alone doesn't.
 */
import type { Cookie } from './cookie.ts';
import { platformDomainOf } from './platform-domains.ts';

/** Cookies of a request, and the host that it went to; undefined where the text doesn't say. */
export interface CopiedRequest {
  host: string | undefined;
  cookies: { name: string; value: string }[];
}

/**
 * Reads the cookies of a copied request. Each character is looked at a few times, however the text is made.
 *
 * @returns undefined for a text that is no request and no header
 */
export function readCopiedRequest(text: string): CopiedRequest | undefined {
  const trimmed = text.trim();
  if (/^curl(?:\.exe)?\s/i.test(trimmed)) {
    return readCommand(/\^"/.test(trimmed) ? fromWindowsShell(trimmed) : trimmed);
  }
  if (/^(?:await\s+)?fetch\(/.test(trimmed)) return readCommand(trimmed);
  if (trimmed.includes(powerShellCookie)) return readPowerShell(trimmed);
  const header = /^cookie:(.*)$/is.exec(trimmed)?.[1]?.trim() ?? trimmed;
  const isHeader = /^[^\s=;,"'{}[\]]+=[^\r\n\t]*$/.test(header);
  return isHeader ? { host: undefined, cookies: pairsOf(header) } : undefined;
}

/** In Windows' shell a caret stands before what would mean something, and before the end of a line. */
function fromWindowsShell(text: string): string {
  return text.replace(/\^\r?\n/g, ' ').replace(/\^(.)/g, '$1');
}

/** A quoted text of a command, and what stands before it. */
interface Word {
  text: string;
  before: string;
}

/** As much as tells what a word is: `-H `, `--cookie `, `"cookie": `, `System.Net.Cookie(`. */
const lengthBefore = 24;

/** The quoted texts: `'…'` and `$'…'` of a shell, `"…"`. One that doesn't end is left out. */
function wordsIn(text: string, mark: '\\' | '`' = '\\'): Word[] {
  const words: Word[] = [];
  let at = 0;
  while (at < text.length) {
    const quote = text[at];
    const isPlain = quote === "'" && text[at - 1] !== '$';
    if (quote !== '"' && quote !== "'") {
      at += 1;
      continue;
    }
    let end = at + 1;
    while (end < text.length) {
      if (isPlain && text.startsWith("'\\''", end)) end += 4;
      else if (!isPlain && text[end] === mark) end += 2;
      else if (text[end] === quote) break;
      else end += 1;
    }
    if (end >= text.length) break;
    const inside = text.slice(at + 1, end);
    const plain = isPlain ? inside.replaceAll("'\\''", "'") : unescaped(inside, mark);
    words.push({ text: plain, before: text.slice(Math.max(0, at - lengthBefore), at) });
    at = end + 1;
  }
  return words;
}

/** A letter by its code in UTF-16 (`\u20ac`), in hexadecimal or in octal, as Firefox and Safari do; else itself. */
const escaped = /\\(?:u([0-9a-f]{4})|x([0-9a-f]{1,2})|([0-7]{1,3})|(.))/gis;
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function unescaped(text: string, mark: '\\' | '`'): string {
  if (mark === '`') return text.replace(/`(.)/gs, '$1');
  return text.replace(escaped, (_, utf16?: string, byte?: string, octal?: string, plain = '') => {
    const code = utf16 ?? byte;
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    return escapes[plain] ?? plain;
  });
}

function readCommand(text: string): CopiedRequest {
  const words = wordsIn(text);
  const isAddress = (word: string) => /^https?:\/\//i.test(word);
  const address =
    words.find((word) => isAddress(word.text))?.text ?? text.split(/\s+/).find(isAddress);
  const headers = words.flatMap(({ text: word, before }) => {
    const named = /^cookie:(.*)$/is.exec(word)?.[1];
    if (named !== undefined) return [named];
    // `-b '…'` of cURL, and `"cookie": "…"` of fetch.
    return /\s(?:-b|--cookie)\s*\$?$|"cookie"\s*:\s*$/i.test(before) ? [word] : [];
  });
  const host = address !== undefined && URL.canParse(address) ? new URL(address).hostname : '';
  return { host: host === '' ? undefined : host, cookies: headers.flatMap(pairsOf) };
}

/** `$session.Cookies.Add((New-Object System.Net.Cookie("name", "value", "/", ".host")))`. */
const powerShellCookie = 'System.Net.Cookie(';

function readPowerShell(text: string): CopiedRequest {
  const words = wordsIn(text, '`');
  const starts = words.flatMap(({ before }, index) =>
    before.endsWith(powerShellCookie) ? [index] : [],
  );
  const domain = starts.map((start) => words[start + 3]?.text).find((word) => word !== undefined);
  return {
    host: domain?.replace(/^\./, ''),
    cookies: starts.map((start) => ({
      name: words[start]?.text ?? '',
      value: words[start + 1]?.text ?? '',
    })),
  };
}

function pairsOf(header: string): { name: string; value: string }[] {
  return header.split(';').flatMap((part) => {
    const pair = part.trim();
    const at = pair.indexOf('=');
    if (pair === '') return [];
    if (at === -1) return [{ name: '', value: pair }];
    return [{ name: pair.slice(0, at).trim(), value: pair.slice(at + 1).trim() }];
  });
}

/** A cookie of a request to a host, in the words of a list. Such a request says of none when it ends. */
export function cookieOfHost(pair: { name: string; value: string }, host: string): Cookie {
  return { ...pair, ...placeOf(host), path: '/', secure: true, session: true };
}

/**
 * What a cookie counts for whose domain isn't told, only where it was sent: all of a platform, since any of its hosts
 * may have set it; elsewhere that very host alone.
 */
export function placeOf(host: string): { domain: string; hostOnly: boolean } {
  const platform = platformDomainOf(host);
  if (platform === undefined) return { domain: host, hostOnly: true };
  return { domain: `.${platform.domain}`, hostOnly: false };
}
