import classes from './record-table.module.css';
import { formatMoment, type Zone } from './timestamps.ts';

/** A moment in the reader's time or in UTC; the other one shows on hover. */
export function MomentText({ at, zone = 'local' }: { at: string; zone?: Zone }) {
  return (
    <time
      className={classes.moment}
      dateTime={at}
      title={formatMoment(at, zone === 'utc' ? 'local' : 'utc')}
    >
      {formatMoment(at, zone)}
    </time>
  );
}
