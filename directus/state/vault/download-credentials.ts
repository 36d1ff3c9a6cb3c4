import { belongsToUser, ownRecords } from '../owned-records.ts';
import { shortText } from '../parts.ts';
import { sealedCollection } from '../vault.ts';

/** A login or a cookie jar for downloading. */
export const downloadCredentials = sealedCollection(
  'download_credentials',
  { icon: 'download', note: 'Sealed logins and cookie jars for downloads.' },
  [
    shortText('label', 'What its owner calls it.', { is_nullable: false }),
    shortText('type', '"password" or "cookies".', { is_nullable: false }),
  ],
);

export const downloadCredentialRelations = [belongsToUser('download_credentials')];

export const downloadCredentialPermissions = [
  ownRecords('download_credentials', [
    'id',
    'user',
    'label',
    'type',
    'credentials_version',
    'credentials_updated_at',
    'date_created',
  ]),
];
