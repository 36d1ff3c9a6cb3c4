import { AppError } from '../errors/app-error.ts';

/** The years that every database writes in four digits: an offset can lead out of them. */
const bounds = {
  from: Date.parse('0001-01-01T00:00:00Z'),
  to: Date.parse('9999-12-31T23:59:59.999Z'),
};

/**
 * The moment that a `date-time` names, in the years 1 to 9999. The format lets a leap second through, which no Date
 * has.
 *
 * @param path the field, for the error
 * @throws AppError `request.invalid`
 */
export function readMoment(path: string, text: string): Date {
  const moment = new Date(text);
  const time = moment.getTime();
  if (time >= bounds.from && time <= bounds.to) return moment;
  const message = 'must be a date-time of the years 1 to 9999';
  throw new AppError('request.invalid', { details: [{ path, message }] });
}
