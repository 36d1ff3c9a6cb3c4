/** A value as JSON carries it; Directus's rules and options are made of these. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** A column, on one of Directus's own collections or on one of ours. */
export interface FieldState {
  field: string;
  /** Directus's name of the type: `string`, `uuid`, `timestamp`, … Never changed on an existing field. */
  type: string;
  /** Column properties that must hold, e.g. `{ is_nullable: true }`. */
  schema: JsonObject;
  /** Presentation and behaviour in Directus, e.g. `{ interface: 'input', hidden: true }`. */
  meta: JsonObject;
}

/** A collection that belongs to us, with its columns. Columns that aren't named are left alone. */
export interface CollectionState {
  collection: string;
  meta: JsonObject;
  fields: readonly FieldState[];
}

/** A many-to-one relation from a field of ours. */
export interface RelationState {
  collection: string;
  field: string;
  relatedCollection: string;
  onDelete: 'CASCADE' | 'SET NULL' | 'RESTRICT' | 'NO ACTION';
}

/** A relation from a field of ours to records of several collections; another field says of which. */
export interface ManyToAnyState {
  collection: string;
  field: string;
  /** The field that names the collection. */
  collectionField: string;
  allowedCollections: readonly string[];
}

/** What a policy allows. A policy of ours allows these and nothing else. */
export interface PermissionState {
  collection: string;
  action: 'create' | 'read' | 'update' | 'delete' | 'share';
  fields: readonly string[];
  /** Which rows, as a Directus filter; `{}` means every row. */
  rows: JsonObject;
  /** What a written row must look like; none unless given. */
  validation?: JsonObject;
}

export interface PolicyState {
  id: string;
  name: string;
  meta: JsonObject;
  permissions: readonly PermissionState[];
}

/** A role of ours and the policies it has: these and no others. */
export interface RoleState {
  id: string;
  name: string;
  meta: JsonObject;
  policyIds: readonly string[];
}

/** Everything that must be so in Directus. What isn't named here is not ours and stays untouched. */
export interface DesiredState {
  /** Values of `directus_settings`. */
  settings: JsonObject;
  collections: readonly CollectionState[];
  /** Columns of ours on collections that aren't ours. */
  extensionFields: readonly { collection: string; field: FieldState }[];
  relations: readonly RelationState[];
  manyToAnyRelations: readonly ManyToAnyState[];
  policies: readonly PolicyState[];
  roles: readonly RoleState[];
  /** The policies of someone without a login. */
  publicPolicyIds: readonly string[];
}
