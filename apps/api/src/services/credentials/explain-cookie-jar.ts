import type { CookieJarError } from '@genie-helper/cookie-jars';
import { AppError } from '../../errors/app-error.ts';

/** A refused cookie jar as an answer: `cookies/3/domain` for a list, the line's number for a text. */
export function explainCookieJar(error: CookieJarError): AppError {
  const details = error.problems.map(({ at, field, message }) => {
    if (at !== undefined && 'index' in at) {
      return {
        path: ['cookies', at.index, ...(field === undefined ? [] : [field])].join('/'),
        message,
      };
    }
    if (at === undefined) return { path: 'cookies', message };
    const subject = field === undefined ? '' : `its ${field} `;
    return { path: 'cookies', message: `line ${at.line}: ${subject}${message}` };
  });
  return new AppError('request.invalid', { details });
}
