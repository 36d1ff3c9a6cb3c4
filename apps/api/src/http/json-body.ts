/**
 * The one reader of bodies.
 *
 * Guarantees: what a handler is given is what the client sent. A body that isn't UTF-8, by its bytes or by its label, is
 * refused, as is a compressed one, an object that has a field twice, and a number that would come back as another one.
 * A byte order mark before the JSON is passed over (RFC 8259, 8.1).
 * Doesn't guarantee: how a number is spelled. `1.0` comes back as `1`, and `-0` as `0`.
 */
import { isUtf8 } from 'node:buffer';
import { namesOtherCharset } from '@genie-helper/guard-protocol';
import { digestFits } from '@genie-helper/service-clients';
import fp from 'fastify-plugin';
import { AppError, invalidField } from './errors.ts';
import { findLoss } from './json-loss.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether a body comes, or may come, that this server would read. */
    announcesBody: boolean;
    /**
     * Of a signed request the digest of its body, and whether the body that was read has it; null for any other. Who
     * signed is the guard's business.
     */
    signedBody: { contentDigest: string; fits: boolean } | null;
  }
}

const lossMessages = {
  number: 'holds a number that would come back as another one; send it as text',
  field: 'is there twice, or has a field twice',
} as const;

/** Reads JSON, and nothing else. */
export const jsonBody = fp(
  async (app) => {
    app.removeContentTypeParser(['application/json', 'text/plain']);
    const parse = app.getDefaultJsonParser('error', 'error');

    app.decorateRequest('signedBody', null);
    app.decorateRequest('announcesBody', {
      getter() {
        const { 'content-length': length, 'transfer-encoding': encoding } = this.headers;
        const isRead = this.method !== 'GET' && this.method !== 'HEAD';
        return isRead && (encoding !== undefined || (length !== undefined && length !== '0'));
      },
    });

    // Before the body is read, and after the guard.
    app.addHook('preParsing', (request, reply, payload, done) => {
      if (!request.announcesBody) {
        done(null, payload);
        return;
      }
      const { 'content-encoding': encoding = 'identity', 'content-type': type = '' } =
        request.headers;
      if (encoding.toLowerCase() !== 'identity') {
        // RFC 9110, 12.5.3: says what would be taken.
        reply.header('accept-encoding', 'identity');
        done(new AppError('request.encoded_body'));
        return;
      }
      done(namesOtherCharset(type) ? new AppError('request.not_utf8') : null, payload);
    });

    app.addContentTypeParser<Buffer>(
      'application/json',
      { parseAs: 'buffer' },
      (request, bytes, done) => {
        const { signedBody } = request;
        if (signedBody !== null) signedBody.fits = digestFits(signedBody.contentDigest, bytes);
        if (!isUtf8(bytes)) {
          done(new AppError('request.not_utf8'));
          return;
        }
        const text = bytes.toString('utf8');
        parse(request, text, (error, body) => {
          const loss = error === null ? findLoss(text) : undefined;
          if (loss === undefined) done(error, body);
          else done(invalidField(loss.field, lossMessages[loss.kind]));
        });
      },
    );
  },
  { name: 'json-body' },
);
