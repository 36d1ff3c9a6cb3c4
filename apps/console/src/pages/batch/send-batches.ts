import { type CaptionRequest, GenieApiError, type GenieClient } from '@genie-helper/client';
import {
  isSameOrder,
  type Ledger,
  type OpenSend,
  settled,
  withoutAccepted,
} from './batch-ledger.ts';
import { type BatchRow, splitIntoBatches } from './batch-rows.ts';

/** What is asked of the API. */
export interface BatchApi {
  /** @returns the batch's id */
  start(items: CaptionRequest[]): Promise<string>;
  /** The ids of the user's newest batches. */
  newestIds(): Promise<string[]>;
  itemsOf(batchId: string): Promise<CaptionRequest[]>;
}

/** A batch that wasn't started, or of which that isn't known; `cause` is why. */
export class SendFailure extends Error {
  override readonly name = 'SendFailure';
  readonly rows: readonly BatchRow[];
  constructor(cause: unknown, rows: readonly BatchRow[]) {
    super('A batch was not started', { cause });
    this.rows = rows;
  }
}

/**
 * Starts these rows, in as many batches as they need, one after another; what was accepted before is left out.
 *
 * What is sent is kept first. Where no answer says what became of it, the user's batches do: the API gives back what a
 * batch was asked for. That is looked up before anything else is sent.
 *
 * @param keep told of each step, before the next one
 * @returns what was accepted by then
 * @throws SendFailure; what was accepted before it is kept
 */
export async function sendBatches(
  api: BatchApi,
  rows: readonly BatchRow[],
  before: Ledger,
  keep: (ledger: Ledger) => void,
): Promise<Ledger> {
  let ledger = before;
  const note = (next: Ledger) => {
    ledger = next;
    keep(next);
  };
  if (ledger.open !== null) {
    try {
      note(settled(ledger, await findSent(api, ledger.open)));
    } catch (error) {
      throw new SendFailure(error, []);
    }
  }
  for (const batch of splitIntoBatches(withoutAccepted(rows, ledger))) {
    try {
      const items = batch.map(({ item }) => item);
      const knownIds = await api.newestIds();
      note({ ...ledger, open: { rows: batch.map(({ raw }) => raw), items, knownIds } });
      note(settled(ledger, await start(api, ledger, items)));
    } catch (error) {
      if (isRefusal(error)) note(settled(ledger, null));
      throw new SendFailure(error, batch);
    }
  }
  return ledger;
}

async function start(api: BatchApi, { open }: Ledger, items: CaptionRequest[]): Promise<string> {
  try {
    return await api.start(items);
  } catch (error) {
    if (isRefusal(error) || open === null) throw error;
    const found = await findSent(api, open).catch(() => null);
    if (found === null) throw error;
    return found;
  }
}

/** The batch that this request has started; null: there is none so far. */
async function findSent(api: BatchApi, { items, knownIds }: OpenSend): Promise<string | null> {
  for (const id of await api.newestIds()) {
    if (!knownIds.includes(id) && isSameOrder(await api.itemsOf(id), items)) return id;
  }
  return null;
}

/** The API took a look at it and said no; after anything else it may have been accepted. */
function isRefusal(error: unknown): boolean {
  const status = error instanceof GenieApiError ? (error.status ?? 0) : 0;
  return status >= 400 && status < 500;
}

/** More than are sent in one go. */
const howManyIds = 20;

/** The API as the console's client has it. */
export function batchApi(genie: Pick<GenieClient, 'captions' | 'jobs'>): BatchApi {
  return {
    start: async (items) => (await genie.captions.batch(items)).jobId,
    newestIds: async () => (await genie.jobs.list({ limit: howManyIds })).jobs.map(({ id }) => id),
    itemsOf: async (batchId) => (await genie.jobs.get(batchId)).items,
  };
}
