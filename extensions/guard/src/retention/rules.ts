/**
 * What is removed once it has had its time: one list, to which whoever keeps rows that grow adds them.
 *
 * What is still needed is named here, beside what goes: a batch that isn't over, a link that lives, the claim that the
 * next write of a living record goes by.
 */
import type { RetentionKind } from '@genie-helper/guard-protocol';

/** Rows of one table. In SQL `t` is the row. */
export interface RetentionRule {
  kind: RetentionKind;
  table: string;
  /** The primary key. */
  key: string;
  /**
   * How a sweep finds old rows without reading all: `number`, their key counts up with time, so they come first · `time`,
   * by an index on the column.
   */
  by: 'number' | 'time';
  /** Of the row, the time that counts: a column, or an expression. */
  time: string;
  /** Whether that is a time of Directus (true) or epoch milliseconds. */
  isTimestamp: boolean;
  /** For which rows it doesn't hold, however old they are; `$now` is the time, epoch milliseconds. */
  unless?: string;
  /** Run before rows go; `$keys` selects theirs. */
  before?: string;
  /** At once; less where much goes with each. */
  rowsAtOnce?: number;
}

const dayMs = 86_400_000;

/** Longer than a mail is tried, so that a used link isn't forgotten while its mail may come again. */
const linkKeptMs = 2 * dayMs;

/**
 * The last claim of a record that is still there: by it the database refuses a late write that goes by what was there
 * before.
 *
 * @param id an entry's column that names the record, as SQL of the type that the record's id has
 * @param isWritten whether anybody may still write the record
 */
function isLastClaim(records: string, id: string, claim: string, isWritten = 'TRUE'): string {
  return `EXISTS (SELECT 1 FROM ${records} r
    WHERE r.id = ${id} AND t.claim = ${claim} AND ${isWritten})`;
}

const text = (column: string) => `CAST(${column} AS varchar(36))`;

/** In the order of a sweep: what others refer to comes after them. */
export function retentionRules(): readonly RetentionRule[] {
  return [
    {
      kind: 'batches',
      table: 'caption_jobs',
      key: 'id',
      by: 'time',
      time: 't.finished_at',
      isTimestamp: true,
      unless: `t.status NOT IN ('completed', 'failed', 'cancelled')`,
      rowsAtOnce: 50,
    },
    {
      kind: 'captions',
      table: 'captions',
      key: 'id',
      by: 'time',
      time: 't.date_created',
      isTimestamp: true,
    },
    {
      kind: 'chats',
      table: 'chat_messages',
      key: 'id',
      by: 'number',
      time: 't.date_created',
      isTimestamp: true,
    },
    {
      kind: 'chats',
      table: 'chat_sessions',
      key: 'id',
      by: 'time',
      time: 't.last_message_at',
      isTimestamp: true,
      unless: 'EXISTS (SELECT 1 FROM chat_messages m WHERE m.session = t.id)',
    },
    {
      kind: 'revisions',
      table: 'directus_revisions',
      key: 'id',
      by: 'number',
      time: '(SELECT a."timestamp" FROM directus_activity a WHERE a.id = t.activity)',
      isTimestamp: true,
      // Those of later refer to them, without a rule for their end.
      before: 'UPDATE directus_revisions SET parent = NULL WHERE parent IN ($keys)',
    },
    {
      kind: 'activity',
      table: 'directus_activity',
      key: 'id',
      by: 'number',
      time: 't."timestamp"',
      isTimestamp: true,
      // They would go with it, however long they are to be kept.
      unless: 'EXISTS (SELECT 1 FROM directus_revisions v WHERE v.activity = t.id)',
    },
    {
      kind: 'claims',
      table: 'caption_job_writes',
      key: 'id',
      by: 'number',
      time: 't.at',
      isTimestamp: true,
      unless: isLastClaim(
        'caption_jobs',
        't.job',
        `${text('r.id')} || '/' || r.revision`,
        `r.status NOT IN ('completed', 'failed', 'cancelled')`,
      ),
    },
    {
      kind: 'claims',
      table: 'mail_outbox_writes',
      key: 'id',
      by: 'number',
      time: 't.at',
      isTimestamp: true,
      unless: isLastClaim('mail_outbox', 't.mail', `${text('r.id')} || '/' || r.revision`),
    },
    {
      kind: 'mails',
      table: 'mail_outbox',
      key: 'id',
      by: 'time',
      time: 't.expires_at',
      isTimestamp: true,
    },
    {
      kind: 'mails',
      table: 'genie_notices',
      key: 'id',
      by: 'number',
      time: 't.at',
      isTimestamp: false,
    },
    {
      kind: 'tokens',
      table: 'genie_account_links',
      key: 'token_hash',
      by: 'time',
      time: 't.expires_at',
      isTimestamp: false,
      unless: `t.created_at > $now - ${linkKeptMs}`,
    },
    {
      kind: 'tokens',
      table: 'genie_rotated_tokens',
      key: 'token_hash',
      by: 'time',
      time: 't.expires_at',
      isTimestamp: false,
    },
    {
      kind: 'tokens',
      table: 'genie_code_attempts',
      key: 'id',
      by: 'time',
      time: 't.at',
      isTimestamp: false,
    },
    {
      kind: 'sessions',
      table: 'directus_sessions',
      key: 'token',
      by: 'time',
      time: 't.expires',
      isTimestamp: true,
    },
    {
      kind: 'audit',
      table: 'credential_access_log',
      // In the order of the chain, so that what is left of it has no gap.
      key: 'seq',
      by: 'number',
      // The time of the first checkpoint that proves it: the log ends up cut at one.
      time: `(SELECT c.at FROM genie_audit_checkpoints c
        WHERE c.seq >= t.seq ORDER BY c.seq LIMIT 1)`,
      isTimestamp: false,
    },
    {
      kind: 'audit',
      table: 'genie_audit_checkpoints',
      key: 'seq',
      by: 'number',
      time: 't.at',
      isTimestamp: false,
      // The one at which the log was cut, and those that are still to come.
      unless: `t.seq >= (SELECT COALESCE(MIN(l.seq), 0) - 1 FROM credential_access_log l)`,
    },
  ];
}
