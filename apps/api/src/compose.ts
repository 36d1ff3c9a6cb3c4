import { createModelPause } from '@genie-helper/captions';
import { createChatAssistant } from '@genie-helper/chat';
import { createClientManager } from '@genie-helper/service-clients';
import type { Logger } from 'pino';
import type { ProveFreshly } from './accounts/fresh-proof.ts';
import type { AppServices } from './app.ts';
import type { Captions } from './captions/plugin.ts';
import { createActiveStreams } from './chat/active-streams.ts';
import { createWriteTurns } from './chat/answer-message.ts';
import { createChatHistory } from './chat/chat-store.ts';
import { createChatTools } from './chat/chat-tools.ts';
import type { Chat } from './chat/plugin.ts';
import { createCallerWatch } from './chat/watch-caller.ts';
import { createAccounts } from './compose/accounts.ts';
import { createAuth } from './compose/auth.ts';
import { createCaptions } from './compose/captions.ts';
import { createCredentials } from './compose/credentials.ts';
import { callTimeoutMs, createFoundation, type Foundation } from './compose/foundation.ts';
import type { ServiceConfig } from './compose/service-config.ts';
import { createUpkeep } from './compose/upkeep.ts';
import { listConnections } from './credentials/list-connections.ts';
import type { Credentials } from './credentials/plugin.ts';
import { askFor } from './directus/acting-administrator.ts';
import { createDataVersionCheck } from './directus/data-version.ts';
import { AppError } from './http/errors.ts';
import { createReadinessCheck } from './http/readiness.ts';
import { withTimeout } from './http/with-timeout.ts';
import { createChatProvider, type ModelPause } from './model-providers.ts';
import type { ServiceClients } from './service-clients/plugin.ts';

export type { ServiceConfig };

/** What services do besides answering. */
export interface ServiceLife {
  /** Why this code must not work on the data, for the operator; undefined where it may. @throws where nobody can say */
  whyTooOld(): Promise<string | undefined>;
  /** Begins to work on what is queued, once it's known that this code may. */
  start(): void;
  /** Releases what is worked on; requests may still be under way. */
  stop(): Promise<void>;
  /** Ends every connection; for after the last request. */
  close(): Promise<void>;
}

/** How long the end waits for calls of Directus that nobody needs any more, in milliseconds. */
const disconnectWithinMs = 1_000;

/**
 * Makes every client and feature, each from what stands above it. What is made for a larger one is in `compose/`, and
 * nothing is made elsewhere.
 *
 * @param config the admin token and the keys in it go into the closures that need them and nowhere else
 * @param log told of what changes while the server runs: the way of checking tokens, Redis, batches that come again
 */
export async function compose(
  config: ServiceConfig,
  log: Pick<Logger, 'info' | 'warn' | 'error'>,
): Promise<AppServices & ServiceLife> {
  const foundation = await createFoundation(config, log);
  const { metrics, tracing, sharedCounters, checks } = foundation;
  const data = createDataVersionCheck(checks, foundation.secret);
  const credentials = await createCredentials(foundation);
  const { auth, proveFreshly } = createAuth(foundation, credentials);
  const { accounts, mails, notices, eraser } = await createAccounts(foundation, {
    ...{ credentials, proveFreshly },
    validator: auth.validator,
  });
  // One server writes captions and answers in the chat, so its pause holds for both.
  const modelPause = createModelPause();
  const { captions, runner } = await createCaptions(foundation, modelPause);
  const chat = createChat(foundation, { captions, credentials, modelPause });
  const { pruner, checkpointer, logStream } = createUpkeep(foundation);

  const hasAdminToken = config.directus.adminToken !== undefined;
  let endWaiting = () => {};
  return {
    http: { metrics, tracing, sharedCounters },
    auth,
    monitoring: {
      checkReadiness: createReadinessCheck({
        client: checks,
        readOwnAccount: hasAdminToken ? ownAccountReader(foundation) : undefined,
        log: config.logSink,
        assertMayWork: data.assertMayWork,
      }),
      metrics,
    },
    accounts,
    captions,
    credentials,
    chat,
    serviceClients: createServiceClients(foundation, proveFreshly),
    whyTooOld: () => data.ask(),
    start: () => {
      endWaiting = data.startOnceAllowed(
        () => {
          // Without the token there are no records to go by.
          if (hasAdminToken) runner.start();
          mails.start();
          notices?.start();
          eraser?.start();
          pruner?.start();
          checkpointer?.start();
          logStream?.start();
        },
        (problem) => log.error(problem),
      );
    },
    stop: async () => {
      endWaiting();
      // At once: a batch must be handed back before the process ends, however long a call of the others takes.
      const upkeep = [notices, eraser, pruner, checkpointer, logStream];
      await Promise.all([runner, mails, ...upkeep].map((work) => work?.close()));
    },
    close: async () => {
      sharedCounters?.close();
      await captions.library.close();
      await tracing?.close();
      // What was cut off may be answered in minutes; nobody waits for it any more.
      await withTimeout(disconnectWithinMs, foundation.disconnect()).catch(() => undefined);
    },
  };
}

/** The chat, with what its tools may do in the caller's name. */
function createChat(
  { config, connect, asAdmin, now }: Foundation,
  {
    captions,
    credentials,
    modelPause,
  }: { captions: Captions; credentials: Credentials; modelPause: ModelPause },
): Chat {
  const conversations = connect('chat', {
    callTimeoutMs,
    connections: 16,
    // The end of a conversation: 40 messages of 24,000 characters.
    maxResponseBytes: 8 * 1024 * 1024,
  });
  const { writeCaption, library, jobs } = captions;
  return {
    history: createChatHistory(asAdmin(conversations, 'chat.admin_token_not_set'), now),
    assistant: createChatAssistant({ provider: createChatProvider(config.captions, modelPause) }),
    hasModel: config.captions.model !== undefined,
    modelPause,
    acquireWrite: createWriteTurns(),
    watchCaller: createCallerWatch(),
    holdSlot: createActiveStreams(),
    toolsOf: createChatTools({
      writeCaption,
      library,
      jobs,
      listConnections: (userId) => listConnections(credentials, userId),
    }),
  };
}

/** Servers with names: their records are sealed as credentials are. */
function createServiceClients(
  { asAdmin, records, keyring, secret, now }: Foundation,
  proveFreshly: ProveFreshly,
): ServiceClients {
  return {
    proveFreshly,
    clients(by) {
      if (keyring === undefined) throw new AppError('credentials.key_not_set');
      const call = asAdmin(records, 'users.admin_token_not_set');
      return createClientManager({ keyring, now, call: askFor(call, by, secret) });
    },
  };
}

/** For readiness: whether the admin token counts. */
function ownAccountReader({ asAdmin, checks }: Foundation) {
  return () =>
    asAdmin(checks, 'users.admin_token_not_set')({ method: 'GET', path: '/users/me?fields=id' });
}
