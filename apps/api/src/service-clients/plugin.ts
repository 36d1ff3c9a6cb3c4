import { feature } from '../http/operation.ts';
import { changeClient } from './change-client.ts';
import type { ServiceClients } from './client-fields.ts';
import { createClient } from './create-client.ts';
import { endClient } from './end-client.ts';
import { listClients } from './list-clients.ts';

export type { ServiceClients };

/** Servers with names, for administrators. */
export const serviceClients = feature<ServiceClients>([
  listClients,
  createClient,
  changeClient,
  endClient,
]);
