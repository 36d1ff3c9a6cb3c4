import { AppError } from '../errors/app-error.ts';

/** Others are written with a sign or in other words by some databases, and can't be read back. */
const bounds = { from: Date.UTC(1970, 0, 1), to: Date.UTC(9999, 11, 31) };

/**
 * The moment that a `date-time` names, in the years 1970 to 9999. The format lets a leap second through, which no Date
 * has.
 *
 * @param path the field, for the error
 * @throws AppError `request.invalid`
 */
export function readMoment(path: string, text: string): Date {
  const moment = new Date(text);
  const time = moment.getTime();
  if (time >= bounds.from && time <= bounds.to) return moment;
  const message = 'must be a date-time of the years 1970 to 9999';
  throw new AppError('request.invalid', { details: [{ path, message }] });
}
