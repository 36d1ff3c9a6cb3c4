import { join } from 'node:path';
import { type ApiProcess, createApiProcess } from '../../../support/api-process.ts';

const reporter = join(import.meta.dirname, 'report-state.ts');

/** What the process says of itself. */
export interface ProcessState {
  /** Every property of the built-in prototypes. */
  names: string[];
  rssBytes: number;
}

/** The API as a process that is attacked: whether it ended, and what it has become, can be asked. */
export interface AttackedApi extends ApiProcess {
  state(): Promise<ProcessState>;
}

/** Starts it. @param variables its environment besides the port */
export async function startAttackedApi(variables: Record<string, string>): Promise<AttackedApi> {
  const api = await createApiProcess(variables, reporter);
  await api.start();
  return { ...api, state: async () => (await api.ask('state')) as ProcessState };
}
