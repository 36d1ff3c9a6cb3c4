import { proPolicy, proRole } from './accounts.ts';
import { captionJobRelations, captionJobs, captionJobWrites } from './caption-jobs.ts';
import { chatMessages, chatRelations, chatSessions } from './chat.ts';
import { publicPolicy } from './public-policy.ts';
import { settings } from './settings.ts';
import type { DesiredState } from './types.ts';
import { subscriptionTier } from './user-fields.ts';
import { accessLog, accessLogItem } from './vault/access-log.ts';
import { downloadCredentialRelations, downloadCredentials } from './vault/download-credentials.ts';
import { platformConnectionRelations, platformConnections } from './vault/platform-connections.ts';
import { platformSessionRelations, platformSessions } from './vault/platform-sessions.ts';

/** The state that every start of the product brings Directus to. */
export const desiredState: DesiredState = {
  settings,
  collections: [
    platformConnections,
    downloadCredentials,
    platformSessions,
    accessLog,
    captionJobs,
    captionJobWrites,
    chatSessions,
    chatMessages,
  ],
  extensionFields: [{ collection: 'directus_users', field: subscriptionTier }],
  relations: [
    ...platformConnectionRelations,
    ...downloadCredentialRelations,
    ...platformSessionRelations,
    ...captionJobRelations,
    ...chatRelations,
  ],
  manyToAnyRelations: [accessLogItem],
  policies: [publicPolicy, proPolicy],
  roles: [proRole],
  publicPolicyIds: [publicPolicy.id],
};
