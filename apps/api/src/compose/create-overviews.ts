import { createAdminCall } from '../services/directus/admin/admin-call.ts';
import { createJobHistory, type JobHistory } from '../services/directus/admin/job-history.ts';
import { createJobList } from '../services/directus/admin/job-list.ts';
import {
  createUserDirectory,
  type UserDirectory,
} from '../services/directus/admin/user-directory.ts';
import type { DirectusClient } from '../services/directus/directus-client.ts';
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
