import type { CollectionState, FieldState, PermissionState, RelationState } from './types.ts';

/** A primary key that the writer chooses: a ciphertext names its record before the record is there. */
export const uuidKey: FieldState = {
  field: 'id',
  type: 'uuid',
  schema: { is_primary_key: true, is_nullable: false },
  meta: { special: ['uuid'], interface: 'input', readonly: true, hidden: true },
};

/** A primary key that the database counts. */
export const countedKey: FieldState = {
  field: 'id',
  type: 'integer',
  schema: { is_primary_key: true, has_auto_increment: true },
  meta: { interface: 'input', readonly: true },
};

/** A reference to a record of another collection; the relation itself stands in the state's relations. */
export function reference(field: string, note: string, isUnique = false): FieldState {
  return {
    field,
    type: 'uuid',
    schema: isUnique
      ? { is_nullable: false, is_unique: true }
      : { is_nullable: false, is_indexed: true },
    meta: { special: ['m2o'], interface: 'select-dropdown-m2o', readonly: true, note },
  };
}

/** Text of at most 255 characters. */
export function shortText(
  field: string,
  note: string,
  schema: FieldState['schema'] = {},
): FieldState {
  return {
    field,
    type: 'string',
    schema: { is_nullable: true, ...schema },
    meta: { interface: 'input', readonly: true, note },
  };
}

/** A whole number that counts up from `start`. */
export function counter(field: string, note: string, start = 0): FieldState {
  return {
    field,
    type: 'integer',
    schema: { is_nullable: false, default_value: start },
    meta: { interface: 'input', readonly: true, note },
  };
}

/** A value as JSON. */
export function json(field: string, note: string, isNullable = false): FieldState {
  return {
    field,
    type: 'json',
    schema: { is_nullable: isNullable },
    meta: { special: ['cast-json'], interface: 'input-code', readonly: true, note },
  };
}

/** A timestamp, as the API gave it. */
export function timestamp(field: string, note: string, isNullable = false): FieldState {
  return {
    field,
    type: 'timestamp',
    schema: { is_nullable: isNullable },
    meta: { interface: 'datetime', display: 'datetime', readonly: true, note },
  };
}

/**
 * The rows by which writes to records of one kind are claimed: `claim` names the record and the number of the write, and
 * is unique, so of two writes that go by the same former state the database lets one through.
 */
export function claimedWrites(options: {
  collection: string;
  /** What the rows settle. */
  note: string;
  /** The column that names the record. */
  record: string;
  label: string;
  isHidden?: boolean;
}): CollectionState {
  const { collection, note, record, label, isHidden } = options;
  return {
    collection,
    meta: { icon: 'tag', note, ...unlogged, ...(isHidden ? { hidden: true } : {}) },
    fields: [
      countedKey,
      shortText('claim', `${label} and number of the write.`, {
        is_nullable: false,
        is_unique: true,
      }),
      reference(record, `The ${label.toLowerCase()}.`),
      timestamp('at', 'When.'),
    ],
  };
}

/** The relation that removes the records of a removed user, or of another removed record. */
export function belongsTo(
  relatedCollection: string,
  collection: string,
  field: string,
): RelationState {
  return { collection, field, relatedCollection, onDelete: 'CASCADE' };
}

export function belongsToUser(collection: string): RelationState {
  return belongsTo('directus_users', collection, 'user');
}

/** Of a collection that Directus keeps no activity, no revisions and no order of. */
export const unlogged = { accountability: null, versioning: false, sort_field: null };

/** A user reads these fields of its own records, and nothing of others'. Nobody writes through Directus. */
export function ownRecords(collection: string, fields: readonly string[]): PermissionState {
  return { collection, action: 'read', fields, rows: { user: { _eq: '$CURRENT_USER' } } };
}

/**
 * Regular expressions for Directus's rules, which knows no flags: a character outside the basic
 * plane is spelled as its two halves, so that it counts once, as it does in the API.
 */
const astral = String.raw`[\uD800-\uDBFF][\uDC00-\uDFFF]`;

/** 8 to 128 characters of any kind. */
export const passwordPattern = String.raw`^(?:${astral}|[^\uD800-\uDFFF]){8,128}$`;

/** At most 50 characters, none of them a control character. */
export const namePattern = String.raw`^(?:${astral}|[^\u0000-\u001F\u007F\uD800-\uDFFF]){0,50}$`;
