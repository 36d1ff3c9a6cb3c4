import { proPolicy, proRole, publicPolicy, settings, subscriptionTier } from './accounts.ts';
import { captionJobRelations, captionJobs, captionJobWrites } from './caption-jobs.ts';
import { chatMessages, chatRelations, chatSessions } from './chat.ts';
import type { DesiredState } from './types.ts';
import {
  accessLog,
  accessLogItem,
  downloadCredentials,
  platformConnections,
  platformSessions,
  vaultRelations,
} from './vault.ts';

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
  relations: [...vaultRelations, ...captionJobRelations, ...chatRelations],
  manyToAnyRelations: [accessLogItem],
  policies: [publicPolicy, proPolicy],
  roles: [proRole],
  publicPolicyIds: [publicPolicy.id],
};
