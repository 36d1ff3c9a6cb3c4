import type { Server } from 'node:https';
import { EnvironmentError, trustAuthorities } from '@genie-helper/environment';
import closeWithGrace from 'close-with-grace';
import { buildApp } from './app.ts';
import { compose } from './compose.ts';
import {
  type ApiConfig,
  debuggerProblem,
  processEnvironment,
  readApiConfig,
} from './config/api-config.ts';
import { watchCertificate } from './config/https-certificate.ts';
import { gatherLines } from './http/gather-lines.ts';
import { createLogSink } from './http/log-sink.ts';
import { createLogger } from './http/logging.ts';

/** The API's process: reads its configuration, listens, and closes gracefully when told to. */
async function main(): Promise<void> {
  const problem = debuggerProblem();
  if (problem !== undefined) exitWith([problem]);
  const config = readConfigOrExit();
  trustAuthorities(processEnvironment().NODE_EXTRA_CA_CERTS);
  const logSink = createLogSink();
  const logger = createLogger(config.logLevel, gatherLines(logSink));
  const services = await compose({ ...config, logSink }, logger);
  // Where Directus can't be asked yet, /readyz says no until it could be.
  const problemOfData = await services.whyTooOld().catch(() => undefined);
  if (problemOfData !== undefined) exitWith([problemOfData]);
  const app = await buildApp(services, {
    logger,
    rateLimitMax: config.rateLimitMax,
    consoleDir: config.consoleDir,
    ...(config.trustProxy === undefined ? {} : { trustProxy: config.trustProxy }),
    ...(config.https === undefined ? {} : { https: config.https }),
  });

  const { shutdownDelayMs } = config;
  const limits = {
    delay: shutdownDelayMs + 13_000,
    // It would print errors as they are.
    logger: false,
    onTimeout: () => app.log.fatal('closing took too long; what is still under way is cut off'),
    onSecondError: (err: unknown) => app.log.fatal({ err }, 'another failure while closing'),
  } as const;
  const grace = closeWithGrace(limits, async ({ err, signal }) => {
    if (err) app.log.fatal({ err }, 'closing after an unexpected failure');
    try {
      if (signal !== undefined && shutdownDelayMs > 0) await app.drain(shutdownDelayMs);
      // What is worked on is released while the requests under way end.
      await Promise.all([app.close(), services.stop()]);
      await services.close();
    } catch (failure) {
      app.log.fatal({ err: failure }, 'closing failed');
      throw failure;
    }
  });
  // A parent that started this process with an IPC channel takes it along when it goes.
  process.once('disconnect', () => grace.close());
  process.channel?.unref();

  await app.listen(config.listen).catch((error: unknown) => {
    exitWith([explainListenFailure(error, config)]);
  });
  services.start();
  services.http.metrics.watchProcess();
  services.http.metrics.process.watchLog(logSink.problem);
  if (config.https !== undefined) {
    const server = app.server as Server;
    const take = server.setSecureContext.bind(server);
    const onUse = services.http.metrics.process.certificateEnds;
    watchCertificate({ files: config.https, take, log: logger, onUse });
  }
}

function readConfigOrExit(): ApiConfig {
  try {
    return readApiConfig(processEnvironment());
  } catch (error) {
    if (error instanceof EnvironmentError) {
      return exitWith(error.problems.map((problem) => problem.message));
    }
    throw error;
  }
}

function explainListenFailure(error: unknown, { listen }: ApiConfig): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return `Port ${listen.port} is in use (SERVER_PORT). Stop what listens there, or set another port.`;
  }
  if (code === 'EACCES')
    return `Port ${listen.port} needs more rights than this user has (SERVER_PORT).`;
  return `The API cannot listen on ${listen.host} (HOST): ${String(code)}.`;
}

function exitWith(messages: string[]): never {
  process.stderr.write(`${messages.join('\n')}\n`);
  process.exit(1);
}

await main();
