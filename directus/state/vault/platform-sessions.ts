import { belongsToUser, ownRecords } from '../owned-records.ts';
import { moment, reference } from '../parts.ts';
import type { RelationState } from '../types.ts';
import { sealedCollection } from '../vault.ts';

/** The cookies of a login on a platform; at most one for each connection. */
export const platformSessions = sealedCollection(
  'platform_sessions',
  { icon: 'cookie', note: 'Sealed cookies of logins on other platforms.' },
  [
    reference('connection', 'The profile that is logged in.', true),
    {
      field: 'user_agent',
      type: 'text',
      schema: { is_nullable: true },
      meta: { interface: 'input', readonly: true, note: 'The browser that logged in.' },
    },
    moment('captured_at', 'When the cookies were handed over.'),
    moment('expires_at', 'From when on they are not handed out.', true),
  ],
);

export const platformSessionRelations: readonly RelationState[] = [
  belongsToUser('platform_sessions'),
  {
    collection: 'platform_sessions',
    field: 'connection',
    relatedCollection: 'platform_connections',
    onDelete: 'CASCADE',
  },
];

export const platformSessionPermissions = [
  ownRecords('platform_sessions', [
    'id',
    'user',
    'connection',
    'captured_at',
    'expires_at',
    'credentials_version',
    'credentials_updated_at',
    'date_created',
  ]),
];
