import { wholeNumber } from './variable.ts';

/** How long data is kept; Directus's process reads them. The defaults stand in the guard once more, and a test compares them. */
export const retentionVariables = {
  BATCH_RETENTION_DAYS: days(90, 'Batches of captions, from their end on.'),
  CAPTION_RETENTION_DAYS: days(365, 'Captions in the library, from when they were written.'),
  CHAT_RETENTION_DAYS: days(
    365,
    'Messages of the chat; a conversation goes once it is old and empty.',
  ),
  ACTIVITY_RETENTION_DAYS: days(90, "Entries of Directus's own activity log."),
  REVISION_RETENTION_DAYS: days(
    90,
    'Former states of records that Directus keeps. The activity that one belongs to stays as long as the revision does.',
  ),
  CLAIM_RETENTION_DAYS: days(
    1,
    'Rows that settle who writes a batch or a mail. The last one of what may still be written stays.',
  ),
  MAIL_RETENTION_DAYS: days(
    1,
    'Mails and notices that could not be sent in time, from then on. What was sent is removed at once.',
  ),
  TOKEN_RETENTION_DAYS: days(
    7,
    'Links of mails, replaced refresh tokens and wrong codes, from when they count no more.',
  ),
  SESSION_RETENTION_DAYS: days(1, 'Logins that have run out.'),
  AUDIT_RETENTION_DAYS: days(
    0,
    'Entries of the access log, from the first checkpoint on that proves them.',
  ),
};

function days(standard: number, what: string) {
  return wholeNumber({
    default: standard,
    minimum: 0,
    maximum: 36_500,
    expected: 'a whole number of days from 0 to 36500',
    description: `${what} After so many days they are removed; 0: never.`,
  });
}
