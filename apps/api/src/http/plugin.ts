import fp from 'fastify-plugin';
import { admission } from './admission.ts';
import { closing } from './closing.ts';
import { errorAnswers, type PageAnswer, unmatchedRoutes } from './error-answers.ts';
import { eventStreams } from './event-streams.ts';
import { requestIds, securityHeaders } from './headers.ts';
import { jsonBody } from './json-body.ts';
import { requestLog } from './logging.ts';
import { lostAnswers } from './lost-answers.ts';
import { type Metrics, measurements } from './metrics/metrics.ts';
import { getHealth, getMetrics, getReadiness } from './monitoring.ts';
import { getOpenApi, openapi } from './openapi/openapi.ts';
import { browseReference, createReferenceLoader, getReferenceScript } from './openapi/reference.ts';
import { feature } from './operation.ts';
import { rateLimits } from './rate-limits.ts';
import type { CheckReadiness } from './readiness.ts';
import { routeContract, routeErrors } from './route-contract.ts';
import type { SharedCounters } from './shared-counters.ts';
import { requestTraces, type Tracing } from './tracing.ts';
import { slowClientTimeout, tooLargeBodies, transportErrors } from './transport.ts';
import { queryNumbers } from './validation.ts';

/** What is told of every request, and what counts them. */
export interface HttpServices {
  metrics: Metrics;
  /** Where requests are traced; none: they aren't. */
  tracing?: Tracing | undefined;
  /** Where limits count for several API processes; none: each counts for itself. */
  sharedCounters?: Pick<SharedCounters, 'count'> | undefined;
}

/** How the server behaves towards its clients. */
export interface HttpOptions extends HttpServices, PageAnswer {
  isHttps: boolean;
  /** Requests a minute for a user or an address; 0: no limit. */
  rateLimitMax: number;
  /** How often a stream of events gets a comment line, in milliseconds; 15 s where left out. */
  keepAliveMs: number | undefined;
}

/** Ids, headers, limits and errors for everything that is registered after it. */
export const http = fp<HttpOptions>(
  async (app, options) => {
    await app.register(errorAnswers);
    await app.register(closing);
    await app.register(requestIds);
    await app.register(securityHeaders, options);
    await app.register(transportErrors);
    await app.register(slowClientTimeout);
    await app.register(tooLargeBodies);
    await app.register(lostAnswers);
    await app.register(requestLog);
    await app.register(measurements, options);
    await app.register(requestTraces, options);
    await app.register(routeContract);
    await app.register(routeErrors);
    await app.register(openapi);
    await app.register(rateLimits, options);
    await app.register(unmatchedRoutes, options);
    await app.register(jsonBody);
    await app.register(admission);
    await app.register(queryNumbers);
    await app.register(eventStreams, options);
  },
  { name: 'http' },
);

/** What whoever runs this server asks. */
export interface Monitoring {
  checkReadiness: CheckReadiness;
  metrics: Pick<Metrics, 'render'>;
}

export const monitoring = feature<Monitoring>([getHealth, getReadiness, getMetrics]);

/** The reference, as JSON and as a page. */
export const reference = () =>
  feature([getOpenApi, browseReference, getReferenceScript])(createReferenceLoader());
