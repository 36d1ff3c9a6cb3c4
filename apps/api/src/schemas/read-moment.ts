import { AppError } from '../errors/app-error.ts';

/**
 * The moment that a `date-time` names. The format lets a leap second through, which no Date has.
 *
 * @param path the field, for the error
 * @throws AppError `request.invalid`
 */
export function readMoment(path: string, text: string): Date {
  const moment = new Date(text);
  if (!Number.isNaN(moment.getTime())) return moment;
  throw new AppError('request.invalid', { details: [{ path, message: 'must be a date-time' }] });
}
