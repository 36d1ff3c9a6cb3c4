import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { OpenSpan, Tracing } from './tracing.ts';

const kinds = {
  server: SpanKind.SERVER,
  internal: SpanKind.INTERNAL,
  client: SpanKind.CLIENT,
};

/** For how long a closing server waits for the collector, in milliseconds. */
const shutdownTimeoutMs = 2_000;

/**
 * Sends spans to a collector through OpenTelemetry's SDK, as OTLP over HTTP. A collector that is away costs
 * the spans and nothing else. Nothing is registered globally: two servers in a process have two.
 *
 * @param options `endpoint`: a collector's address, to which `/v1/traces` is added (OpenTelemetry's OTLP exporter
 *   specification) · `sendEveryMs`: how long spans are gathered before they're sent
 */
export function createTracing(options: { endpoint: string; sendEveryMs?: number }): Tracing {
  const { endpoint, sendEveryMs = 2_000 } = options;
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: shutdownTimeoutMs });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'genie-helper-api' }),
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: sendEveryMs })],
  });
  const tracer = provider.getTracer('genie-helper');
  const propagator = new W3CTraceContextPropagator();
  const surrounding = new AsyncLocalStorage<Context>();
  const contexts = new WeakMap<OpenSpan, Context>();

  function open(span: Span, context: Context): OpenSpan {
    const carrier: Record<string, string> = {};
    propagator.inject(context, carrier, defaultTextMapSetter);
    const opened: OpenSpan = {
      traceId: span.spanContext().traceId,
      traceparent: carrier.traceparent ?? '',
      end(facts = {}, failure) {
        span.setAttributes(facts);
        if (failure !== undefined) {
          span.setStatus({ code: SpanStatusCode.ERROR, message: failure });
        }
        span.end();
      },
    };
    contexts.set(opened, context);
    return opened;
  }

  return {
    begin(kind, name, attributes = {}, traceparent) {
      const around = surrounding.getStore() ?? ROOT_CONTEXT;
      const parent =
        traceparent === undefined
          ? around
          : propagator.extract(around, { traceparent }, defaultTextMapGetter);
      const span = tracer.startSpan(name, { kind: kinds[kind], attributes }, parent);
      return open(span, trace.setSpan(parent, span));
    },
    runIn: (span, run) => surrounding.run(contexts.get(span) ?? ROOT_CONTEXT, run),
    close: () => provider.shutdown().catch(() => undefined),
  };
}
