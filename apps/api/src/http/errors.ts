import { DirectusError } from '@genie-helper/directus-client';

/**
 * Every error code that the API answers with: its status and the sentence that people read.
 * A sentence says what to do and never names a host, a file, a value or another system's words.
 */
const statusAndMessage = {
  'request.malformed_json': [
    400,
    'The body is empty or not valid JSON, or has a field named __proto__ or constructor.',
  ],
  'request.not_utf8': [
    400,
    'The body is not UTF-8. Send it as UTF-8, and name no other charset in Content-Type.',
  ],
  'request.invalid': [400, 'Some fields are missing or wrong; see details.'],
  'request.malformed': [400, 'The request is not well-formed HTTP.'],
  'request.timeout': [408, 'The request took too long to arrive.'],
  'request.body_too_large': [413, 'The body is larger than this route takes.'],
  'request.unsupported_media_type': [
    415,
    'Send the body as JSON, with Content-Type: application/json.',
  ],
  'request.encoded_body': [415, 'Send the body as it is, without Content-Encoding.'],
  'request.expectation_failed': [417, 'Send the request without Expect.'],
  'request.headers_too_large': [431, 'The headers are too large.'],
  'auth.invalid_token': [401, 'Invalid or expired token'],
  'auth.invalid_credentials': [
    401,
    'The e-mail address or the password is wrong, or the account is not active.',
  ],
  'auth.code_needed': [
    401,
    'Enter the six digits that your authenticator shows now, or a recovery code. Each works once.',
  ],
  'auth.two_factor_required': [
    403,
    'Administrators of this server need a second factor. Set one up on the Account page, then come back.',
  ],
  'account.email_unproven': [
    403,
    'This address is not proven yet. Open the link in the mail that was sent to it, then sign in. If there is none, ask for a new password with "Forgot password?"; that proves the address too.',
  ],
  'account.already_verified': [409, 'This address is proven already.'],
  'auth.foreign_origin': [
    403,
    'A request that changes something must come from a page of this server.',
  ],
  'auth.invalid_secret': [401, 'Unauthorized'],
  'client.not_allowed': [403, 'This server may not do that.'],
  'client.name_taken': [
    409,
    'Another server has this name, or had it. Names are not given twice, so that the log stays clear.',
  ],
  'client.not_found': [404, 'There is no such server.'],
  'client.ended': [409, 'This server has ended. Make a new one.'],
  'client.busy': [409, 'Others are changing this server at this moment. Try again.'],
  'client.too_many': [409, 'There are as many servers as there can be, ended ones included.'],
  'auth.secret_not_set': [500, 'RBAC_SYNC_WEBHOOK_SECRET not set'],
  'auth.admin_only': [403, 'Admin only'],
  'route.not_found': [
    404,
    'There is nothing at this address. /reference lists all there is; /healthz says that the server runs.',
  ],
  'route.method_not_allowed': [405, 'This address does not take that method; see Allow.'],
  'console.not_built': [404, 'The console is not built on this server. Run: npm run build:console'],
  'rate_limit.exceeded': [
    429,
    'Too many requests. Try again after the seconds that Retry-After gives.',
  ],
  'registration.email_taken': [
    409,
    'This e-mail address is registered already. Log in, or use another one.',
  ],
  'registration.not_configured': [500, 'DIRECTUS_ADMIN_TOKEN not set'],
  'registration.refused': [
    500,
    'The account could not be made as it should be. Tell whoever runs this server.',
  ],
  'account.token_invalid': [
    400,
    'This link does not work any more: it was used, a newer one was sent, or its time is over. Ask for a new one.',
  ],
  'account.proof_refused': [401, 'The password or the code is wrong.'],
  'account.otp_required': [401, 'Enter a code of your second factor as well.'],
  'account.last_administrator': [
    409,
    'This is the last account that administrates this installation. Make somebody else an administrator first.',
  ],
  'account.runs_the_server': [
    409,
    'The server works with the token of this account. Give it the token of another administrator first (DIRECTUS_ADMIN_TOKEN).',
  ],
  'account.export_under_way': [
    409,
    'Another export of this account is under way. Wait for its end.',
  ],
  'account.two_factor_on': [
    409,
    'This account has a second factor already. Take it off first to set up another one.',
  ],
  'account.two_factor_off': [409, 'This account has no second factor.'],
  'account.two_factor_not_pending': [
    409,
    'No second factor waits to be confirmed: its ten minutes are over, or too many codes were wrong. Begin anew.',
  ],
  'account.two_factor_unavailable': [
    503,
    'This server keeps no second factors. Ask whoever runs it to set GUARD_KEY.',
  ],
  'account.email_taken': [409, 'This e-mail address belongs to another account.'],
  'account.session_not_found': [404, 'There is no such session. It may have ended already.'],
  'credentials.not_found': [404, 'There is no such record.'],
  'credentials.no_session': [404, 'This profile has no session.'],
  'credentials.session_expired': [
    410,
    'The session of this profile has expired. Log in there again and store the new one.',
  ],
  'credentials.profile_exists': [409, 'You have a profile of this name on this platform already.'],
  'credentials.busy': [409, 'Others are changing this record at this moment. Try again.'],
  'credentials.storage_full': [
    409,
    'This account keeps as much as one account may. Remove what is no longer needed, then store this.',
  ],
  'credentials.unopenable': [
    500,
    'What is stored here cannot be opened. Tell whoever runs this server.',
  ],
  'credentials.owner_inactive': [
    409,
    'The owner of this record is not active, so nothing of it is given out until that account is active again.',
  ],
  'credentials.key_not_set': [500, 'CREDENTIALS_ENC_KEY_B64 not set'],
  'credentials.admin_token_not_set': [500, 'DIRECTUS_ADMIN_TOKEN not set'],
  'audit.unavailable': [
    503,
    'This cannot be logged right now, so it was not done. Try again shortly.',
  ],
  'captions.topic_refused': [
    422,
    'This topic is refused: minors have no place on an adult platform.',
  ],
  'captions.model_failed': [502, 'The caption model gave no usable answer. Try again.'],
  'captions.model_busy': [
    503,
    'The caption model takes no more for the moment. Try again after the seconds that Retry-After gives.',
  ],
  'captions.model_timeout': [504, 'The caption model took too long. Try again.'],
  'captions.not_found': [404, 'There is no such caption in the library.'],
  'queue.unavailable': [
    503,
    'The queue cannot be reached right now, so nothing was accepted. Try again shortly.',
  ],
  'queue.too_many_jobs': [429, 'You have too many unfinished batches. Wait until some are done.'],
  'queue.job_not_found': [404, 'There is no such job.'],
  'queue.job_not_failed': [
    409,
    'Only a job that has failed or was cancelled can be started again.',
  ],
  'queue.job_over': [409, 'This job is over already, so there is nothing to cancel.'],
  'queue.admin_token_not_set': [500, 'DIRECTUS_ADMIN_TOKEN not set'],
  // The next four are found in a batch's result.
  'queue.cancelled': [409, 'The batch was cancelled before this caption was written.'],
  'queue.interrupted': [500, 'This batch was interrupted too often. Start it again.'],
  'queue.owner_inactive': [
    409,
    'The account of this batch is not active, so no more captions were written.',
  ],
  'queue.result_too_large': [
    502,
    'The captions of this batch are too long together. Send fewer at once.',
  ],
  'chat.session_not_found': [404, 'There is no such conversation.'],
  'chat.message_refused': [
    422,
    'This message is refused: minors and anything suggestive have no place together.',
  ],
  'chat.admin_token_not_set': [500, 'DIRECTUS_ADMIN_TOKEN not set'],
  // The rest of the chat's are met inside a stream.
  'chat.answer_refused': [
    502,
    'The answer was cut off: it was not fit to be shown. Ask for something else.',
  ],
  'chat.answer_cut': [
    502,
    'The answer broke off before its end. Ask for a shorter one, or try again.',
  ],
  'chat.model_failed': [502, 'The chat model gave no usable answer. Try again.'],
  'chat.model_busy': [503, 'The chat model takes no more for the moment. Try again shortly.'],
  'chat.model_timeout': [504, 'The chat model took too long. Try again.'],
  'chat.signed_out': [401, 'You are no longer signed in. Sign in again to go on.'],
  'chat.answer_not_kept': [
    503,
    'This answer could not be kept, so it will be missing from the history.',
  ],
  'chat.too_many_open': [429, 'You have other answers under way. Wait until one has ended.'],
  'users.not_found': [404, 'There is no such user.'],
  'users.own_account': [
    409,
    'Nobody suspends or demotes the own account. Ask another administrator.',
  ],
  'users.runs_the_server': [
    409,
    'This server works with the token of this account, so its status and role stay as they are.',
  ],
  'users.leaving': [
    409,
    'The owner of this account has deleted it. Until it is erased, the link in the mail brings it back, and nothing else.',
  ],
  'users.last_administrator': [
    409,
    'Nobody else could look after this server then. Make somebody else an administrator first.',
  ],
  'users.admin_token_not_set': [500, 'DIRECTUS_ADMIN_TOKEN not set'],
  'mail.not_configured': [503, 'This server sends no mail. Ask whoever runs it.'],
  'server.overloaded': [
    503,
    'The server has more to do than it can at this moment. Try again shortly.',
  ],
  'server.closing': [503, 'The server is restarting. Try again shortly.'],
  'server.clock_wrong': [
    503,
    'The clock of this server is not that of its database. Whoever runs it: set both by NTP.',
  ],
  'server.log_unwritable': [
    503,
    'The log of this server cannot be written. Whoever runs it: make room on its disk. Requests are served meanwhile.',
  ],
  'directus.database_unwritable': [
    503,
    'The database takes no writes: its disk is full, or it is a copy that only reads. Tell whoever runs this server.',
  ],
  'directus.admin_token_refused': [
    503,
    'Directus does not know DIRECTUS_ADMIN_TOKEN. Whoever runs this server: set the token that it has.',
  ],
  'directus.unavailable': [503, 'The user service cannot be reached right now. Try again shortly.'],
  'server.internal': [
    500,
    'Something went wrong on our side. Quote the request id when you report it.',
  ],
} as const satisfies Record<string, [status: number, message: string]>;

/** A stable name for what went wrong, `<area>.<reason>`. */
export type ErrorCode = keyof typeof statusAndMessage;

const rows = Object.entries(statusAndMessage);

/** What each code is answered with. */
export const errorTable = Object.fromEntries(
  rows.map(([code, [status, message]]) => [code, { status, message }]),
) as Record<ErrorCode, { status: number; message: string }>;

/** One field that was refused: where it is (`firstName`, `items/3/topic`) and what it must be. */
export interface ErrorDetail {
  path: string;
  message: string;
}

/**
 * A failure with two texts: the public sentence belongs to the code and stands in the error table;
 * `internal` is for the log only. It must hold no secret, token or plaintext.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly internal: string | undefined;
  readonly details: readonly ErrorDetail[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  /**
   * @param code a code of the error table
   * @param options `internal`: for the log · `details`: refused fields · `retryAfterSeconds`: sent as Retry-After
   */
  constructor(
    code: ErrorCode,
    options: {
      internal?: string;
      details?: readonly ErrorDetail[];
      retryAfterSeconds?: number;
      cause?: unknown;
    } = {},
  ) {
    super(options.internal ?? code, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.internal = options.internal;
    this.details = options.details;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** One field of a request is refused: where it is, and what it must be. */
export function invalidField(path: string, message: string): AppError {
  return new AppError('request.invalid', { details: [{ path, message }] });
}

/** Seconds that a client is asked to wait when Directus gave no usable answer. */
export const retryAfterSeconds = 2;

/**
 * Directus gave no answer that proves anything. It is never a refusal: whoever meets it answers 503.
 *
 * @param internal what happened, for the log; no token, no body
 */
export function directusUnavailable(internal: string, cause?: unknown): AppError {
  return new AppError('directus.unavailable', { internal, retryAfterSeconds, cause });
}

/** An error of ours, or what one of the client of Directus is to the API's clients; undefined for any other. */
export function asAppError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  return error instanceof DirectusError ? directusUnavailable(error.message, error) : undefined;
}
