/**
 * Whether a body's label names a charset other than UTF-8. Both servers refuse such a body, whatever its bytes are: of two
 * readers, one going by the label and one by RFC 8259 (8.1), each might read a text of its own.
 *
 * @param contentType the value of `Content-Type`; empty where none came
 */
export function namesOtherCharset(contentType: string): boolean {
  const named = contentType.matchAll(/;\s*charset\s*=\s*("?)([^";]*)\1/gi);
  return [...named].some(([, , charset = '']) => !/^utf-?8$/i.test(charset.trim()));
}
