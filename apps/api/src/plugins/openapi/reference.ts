/**
 * The page that shows the OpenAPI document, made by Scalar.
 *
 * Guarantees: the page asks nobody but this server, and its policy lets it ask nobody else. Scripts run only with the
 * nonce of the answer, so nothing that found its way into the document would run.
 * Doesn't guarantee: that no style is put in by an attribute; Scalar needs those.
 */
import Fastify from 'fastify';

/** The parts of the page. */
export interface Reference {
  /** @param nonce what scripts and styles of this one answer carry */
  pageFor(nonce: string): string;
  script: Buffer;
}

const placeholder = 'nonce-of-the-answer';

/**
 * Two style sheets that Scalar 1.76.3 adds without the nonce: of its messages, and of its theme. After an upgrade a
 * browser's console names the new ones.
 */
const scalarStyles = [
  "'sha256-l/2OpPg0d+2VLTLgwjf5mQo2CYwHDEqdj5TjbfEyVJI='",
  "'sha256-T13Uev3xCax2N28XaoAE8DOzQZKvPp7ZQVAi1iRREjo='",
];

/** The page's own content security policy. */
export function referencePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}' ${scalarStyles.join(' ')}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join(';');
}

/**
 * Loads Scalar and has it make the page and its script. Its plugin adds routes that state neither guard nor limit, so
 * it gets a server of its own, which never listens.
 */
export async function createReference(): Promise<Reference> {
  const { default: scalar } = await import('@scalar/fastify-api-reference');
  const app = Fastify();
  await app.register(scalar, {
    routePrefix: '/',
    configuration: {
      url: 'openapi.json',
      cdn: 'reference/scalar.js',
      pageTitle: 'Genie Helper API',
      nonce: placeholder,
      withDefaultFonts: false,
      telemetry: false,
      hideClientButton: true,
      showDeveloperTools: 'never',
      agent: { disabled: true },
      mcp: { disabled: true },
    },
  });
  const page = await app.inject('/');
  const script = await app.inject('/js/scalar.js');
  await app.close();
  return {
    pageFor: (nonce) => page.body.replaceAll(placeholder, nonce),
    script: script.rawPayload,
  };
}
