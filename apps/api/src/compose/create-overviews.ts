import { createUserDirectory, type UserDirectory } from '../accounts/account-store.ts';
import { createJobList } from '../captions/job-overview-store.ts';
import { createAdminCall } from '../directus/admin-call.ts';
import type { DirectusClient } from '../directus/directus-client.ts';
import { createJobHistory, type JobHistory } from '../services/directus/admin/job-history.ts';
import { createListJobs, type ListJobs } from '../services/queue/list-jobs.ts';
import type { ServiceConfig } from './service-config.ts';

/** What the console lists. */
export function createOverviews(
  client: DirectusClient,
  { directus: { adminToken } }: Pick<ServiceConfig, 'directus'>,
): { listJobs: ListJobs; jobHistory: JobHistory; users: UserDirectory } {
  const queueCall = createAdminCall(client, adminToken, 'queue.admin_token_not_set');
  return {
    listJobs: createListJobs({ records: createJobList(queueCall) }),
    jobHistory: createJobHistory(queueCall, () => new Date()),
    users: createUserDirectory(createAdminCall(client, adminToken, 'users.admin_token_not_set')),
  };
}
