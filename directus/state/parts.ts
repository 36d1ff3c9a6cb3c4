import type { FieldState } from './types.ts';

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

/** A moment, as the API gave it. */
export function moment(field: string, note: string, isNullable = false): FieldState {
  return {
    field,
    type: 'timestamp',
    schema: { is_nullable: isNullable },
    meta: { interface: 'datetime', display: 'datetime', readonly: true, note },
  };
}
