/** What a call to the vault asks, checked before the database sees any of it: texts that it can hold, columns that it has. */
import {
  entryFields,
  sealedCollections,
  type VaultOperation,
  vaultLimits,
  weightOf,
} from '@genie-helper/guard-protocol';
import { invalidPayload, tooLarge } from '../shared/raw-route.ts';

const { maxOperations, maxWeight } = vaultLimits;

/** @throws RawRouteRefusal that names the place */
export function readOperations(body: unknown): VaultOperation[] {
  const { operations }: { operations?: unknown } = body ?? {};
  if (!Array.isArray(operations)) throw invalidPayload('Expected {"operations": […]} in JSON.');
  if (operations.length > maxOperations) throw tooLarge(`At most ${maxOperations} operations.`);
  operations.forEach((operation, index) => {
    const place = isRecord(operation) ? wrongPlaceOf(operation) : 'it';
    if (place !== undefined) throw invalidPayload(`operations/${index}: ${place} is wrong.`);
  });
  const known = operations as VaultOperation[];
  if (known.length > 1 && known.reduce((sum, each) => sum + weightOf(each), 0) > maxWeight) {
    throw tooLarge('The operations are too large together.');
  }
  return known;
}

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown, operation: Fields) => boolean;

const isText = (maxLength: number) => (value: unknown) =>
  typeof value === 'string' &&
  value.length <= maxLength &&
  value.isWellFormed() &&
  // PostgreSQL refuses a whole statement for one NUL.
  !value.includes('\0');

const isShort = isText(255);
const isId: Check = (value) =>
  typeof value === 'string' && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
const isIdOrNull: Check = (value, operation) => value === null || isId(value, operation);
const isCollection: Check = (value) => sealedCollections.some((name) => name === value);
const isTimestamp = (value: unknown) => isShort(value) && !Number.isNaN(Date.parse(String(value)));

const isHead: Check = (value) =>
  isRecord(value) &&
  isTimestamp(value.at) &&
  entryFields.every((field) => isShort(value[field])) &&
  (value.client === null || isShort(value.client)) &&
  Object.keys(value).length === entryFields.length + 1;

const isListOrNull = (value: unknown) =>
  value === null || (Array.isArray(value) && value.every(isShort));

const isReach: Check = (value) =>
  value === null ||
  (isRecord(value) &&
    isListOrNull(value.platforms) &&
    isListOrNull(value.owners) &&
    Object.keys(value).length === 2);

const isEntry: Check = (value, operation) => {
  if (!isRecord(value)) return false;
  const { outcome, collection, item, connection, claim, ...head } = value;
  return (
    isHead(head, operation) &&
    isShort(outcome) &&
    isCollection(collection, operation) &&
    isId(item, operation) &&
    isIdOrNull(connection, operation) &&
    claim === null
  );
};

/** The columns that may be set, by their collection. */
const ofAll = [
  'user',
  'encrypted_credentials',
  'credentials_version',
  'credentials_updated_at',
  'date_created',
];
const columnsOf: Readonly<Record<string, readonly string[]>> = {
  platform_connections: [...ofAll, 'platform', 'platform_username', 'identity'],
  download_credentials: [...ofAll, 'label', 'type'],
  platform_sessions: [...ofAll, 'connection', 'user_agent', 'captured_at', 'expires_at'],
};

const isColumns: Check = (value, { collection }) =>
  isRecord(value) &&
  Object.entries(value).every(
    ([name, column]) =>
      columnsOf[String(collection)]?.includes(name) === true &&
      (column === null || Number.isSafeInteger(column) || isText(vaultLimits.maxBytes)(column)),
  );

const record = { collection: isCollection, id: isId, connection: isIdOrNull, entry: isHead };

/** Per kind, what each of its fields must be. */
const checks: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  read: {
    collection: isCollection,
    by: (value, { collection }) =>
      value === 'id' ||
      (value === 'identity' && collection === 'platform_connections') ||
      (value === 'connection' && collection === 'platform_sessions'),
    value: (value, operation) => (operation.by === 'identity' ? isShort(value) : isId(value, {})),
    ownerId: isIdOrNull,
    reach: isReach,
    isGivenOut: (value) => typeof value === 'boolean',
    entry: (value, operation) => (value === null ? !operation.isGivenOut : isHead(value, {})),
  },
  write: {
    ...record,
    columns: isColumns,
    sealCount: (value) => Number.isSafeInteger(value) && Number(value) >= 1,
  },
  remove: record,
  log: { entry: isEntry },
};

/** The first field that is wrong; undefined where all are right. */
function wrongPlaceOf(operation: Fields): string | undefined {
  const fields = Object.hasOwn(checks, String(operation.kind))
    ? checks[String(operation.kind)]
    : undefined;
  if (fields === undefined) return 'kind';
  const wrong = Object.keys(fields).find((name) => !fields[name]?.(operation[name], operation));
  return wrong ?? Object.keys(operation).find((name) => name !== 'kind' && !(name in fields));
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
