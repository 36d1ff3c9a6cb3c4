import packageJson from '../../../package.json' with { type: 'json' };
import { securitySchemes } from './security-of.ts';

const description = `Authentication, captions and a credential vault for creator tools, beside a Directus 11 that keeps
users and data. Clients log in, refresh and log out at Directus itself.

**Answers** are JSON in UTF-8 and are never cached. Each has an \`x-request-id\`: the caller's, if it is 1 to 128 of
\`[A-Za-z0-9._-]\`, else a new one.

**Errors** have one form, the schema \`Error\`. Go by \`code\`; \`error\` is a sentence for people. The codes that
an operation may answer with stand beside each of its statuses.

**Before any operation** a request can be refused because of its address, method or form: 404 \`route.not_found\`, 405
\`route.method_not_allowed\` with \`Allow\`, 400 \`request.malformed\`, 408 \`request.timeout\`, 417
\`request.expectation_failed\`, 431 \`request.headers_too_large\`. \`x-answers-without-operation\` holds these answers.

**Order**: who asks is checked first, then the limit, then the body. \`HEAD\` works wherever \`GET\` does.`;

/** What the document says besides the operations. It names no server but the one that it came from. */
export const documentHead = {
  openapi: '3.1.0',
  info: {
    title: 'Genie Helper API',
    version: packageJson.version,
    description,
    license: { name: 'Not licensed for use by others', identifier: 'LicenseRef-UNLICENSED' },
  },
  servers: [{ url: '/', description: 'Where this document came from.' }],
  tags: [
    { name: 'Accounts', description: 'Making an account, and who one is.' },
    { name: 'Session', description: "A browser's session, kept in a cookie." },
    { name: 'Captions', description: "Captions that keep their platform's rules." },
    { name: 'Queue', description: 'How batches of captions are getting on.' },
    { name: 'Chat', description: 'The assistant, which has the rights of whoever asks it.' },
    { name: 'Credentials', description: "A user's own credentials, and the log of their use." },
    { name: 'Credentials for servers', description: 'What servers with the shared secret may do.' },
    { name: 'Users', description: 'Everybody with an account, for administrators.' },
    { name: 'Console', description: 'Pages for people.' },
    { name: 'Health', description: 'For whoever runs this server.' },
    { name: 'Documentation', description: 'This document.' },
  ],
  components: { securitySchemes },
};
