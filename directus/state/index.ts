import {
  emailVerifiedAt,
  proPolicy,
  proRole,
  publicPolicy,
  settings,
  subscriptionTier,
  userCreatedAt,
} from './accounts.ts';
import { captionJobRelations, captionJobs, captionJobWrites } from './caption-jobs.ts';
import { captionRelations, captions } from './captions.ts';
import { chatMessages, chatRelations, chatSessions } from './chat.ts';
import { mailOutbox, mailOutboxWrites, mailRelations } from './mail.ts';
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
    captions,
    chatSessions,
    chatMessages,
    mailOutbox,
    mailOutboxWrites,
  ],
  extensionFields: [
    { collection: 'directus_users', field: subscriptionTier },
    { collection: 'directus_users', field: emailVerifiedAt },
    { collection: 'directus_users', field: userCreatedAt },
  ],
  relations: [
    ...vaultRelations,
    ...captionJobRelations,
    ...captionRelations,
    ...chatRelations,
    ...mailRelations,
  ],
  manyToAnyRelations: [accessLogItem],
  policies: [publicPolicy, proPolicy],
  roles: [proRole],
  publicPolicyIds: [publicPolicy.id],
};
