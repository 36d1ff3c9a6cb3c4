/**
 * Regular expressions for Directus's rules, which knows no flags: a character outside the basic
 * plane is spelled as its two halves, so that it counts once, as it does in the API.
 */
const astral = String.raw`[\uD800-\uDBFF][\uDC00-\uDFFF]`;

/** 8 to 128 characters of any kind. */
export const passwordPattern = String.raw`^(?:${astral}|[^\uD800-\uDFFF]){8,128}$`;

/** At most 50 characters, none of them a control character. */
export const namePattern = String.raw`^(?:${astral}|[^\u0000-\u001F\u007F\uD800-\uDFFF]){0,50}$`;
