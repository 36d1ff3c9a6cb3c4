import { belongsToUser, ownRecords } from '../owned-records.ts';
import { shortText } from '../parts.ts';
import { sealedCollection } from '../vault.ts';

/** A creator's profile on a platform, with the credentials for it. */
export const platformConnections = sealedCollection(
  'platform_connections',
  { icon: 'key', note: 'Profiles on other platforms, and their sealed credentials.' },
  [
    shortText('platform', 'For example "onlyfans".', { is_nullable: false }),
    shortText('platform_username', "The creator's name there."),
    // Directus knows no unique constraint over several columns, so the three stand in this one together.
    shortText('identity', 'User, platform and name in one, unique.', { is_unique: true }),
  ],
);

export const platformConnectionRelations = [belongsToUser('platform_connections')];

export const platformConnectionPermissions = [
  ownRecords('platform_connections', [
    'id',
    'user',
    'platform',
    'platform_username',
    'credentials_version',
    'credentials_updated_at',
    'date_created',
  ]),
];
