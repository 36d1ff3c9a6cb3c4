/** Made from docs/openapi.json by "npm run generate"; changes are lost. */
export interface paths {
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whose the session is, and until when it lasts
         * @description A session in use is renewed; its new cookie comes with any answer.
         */
        get: operations["getSession"];
        put?: never;
        /**
         * Sign in
         * @description For browsers. The session's token is in the cookie of the answer.
         */
        post: operations["signIn"];
        /**
         * Sign out
         * @description Ends the session at Directus, and so everywhere from the next request on.
         */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the process is alive
         * @description Asks nothing of anyone else.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether requests can be served
         * @description Asks Directus, which reads its database.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Counts and times of this process
         * @description In the text format of Prometheus. Programs on the same machine need no secret; a request that came through a proxy does.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document
         * @description Made from the routes of the server that answers.
         */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reference": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document, to browse
         * @description A page that loads nothing from elsewhere.
         */
        get: operations["browseReference"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reference/scalar.js": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The script of the reference
         * @description Scalar, as it was published.
         */
        get: operations["getReferenceScript"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The console
         * @description A page for people. It is answered at the addresses of its parts too, such as /captions, where HTML is asked for.
         */
        get: operations["browseConsole"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/assets/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A script, style or picture of the console
         * @description Its name changes with its content, so it may be kept for ever.
         */
        get: operations["getConsoleAsset"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an account
         * @description An active user of the Pro role. Five attempts a minute for an address. After a 503 the account may have been made all the same: try again, and 409 then says that it was.
         */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who the caller is
         * @description Asked of Directus anew at each request.
         */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The users
         * @description With the number of their live logins, the console’s and others.
         */
        get: operations["listUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users/{id}/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End every session of a user
         * @description From the next request on. Static tokens go on, and so may the user sign in again.
         */
        post: operations["signOutUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/captions/generate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write a caption
         * @description Keeps the platform's limits on length, hashtags and links; a caption that breaks one is never answered. An empty object will do.
         */
        post: operations["generateCaption"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/captions/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have many captions written
         * @description Each item has an outcome of its own; ask for the job to see them. After a 503 directus.unavailable the batch may have been accepted all the same.
         */
        post: operations["createCaptionBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/queue/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The caller's jobs
         * @description Without what came of them; ask for a job by its id.
         */
        get: operations["listJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/queue/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far a job is, and what came of it
         * @description One's own jobs; an administrator sees everybody's.
         */
        get: operations["getJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/queue/jobs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start a failed job again
         * @description Captions that it has are kept, refused topics stay refused. The id stays.
         */
        post: operations["retryJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/queue/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many jobs there are
         * @description Without Redis, waiting, active and delayed are those of the process that answers.
         */
        get: operations["getQueueStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/queue-history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many jobs were over, by hour
         * @description Everybody's, by when they were last over, in hours of UTC.
         */
        get: operations["getQueueHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/credentials/create-profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keep a profile on a platform with its credentials
         * @description The same user, platform and name: the credentials are put into the profile that is there.
         */
        post: operations["createProfile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/credentials/update-profile-creds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace the credentials of a profile
         * @description Of one of the caller. A name is changed only where one is given.
         */
        post: operations["updateProfileCredentials"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/credentials/download-creds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The caller's download credentials
         * @description Listing reveals nothing and is not in the access log.
         */
        get: operations["listDownloadCredentials"];
        put?: never;
        /**
         * Keep a login or a cookie jar for downloads
         * @description Type password takes username and password, type cookies takes cookies; the fields of the other type are refused. The body may have 256 KiB.
         */
        post: operations["createDownloadCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/credentials/platform-session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keep the session of a profile
         * @description One session a profile. The body may have 256 KiB.
         */
        post: operations["storePlatformSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The caller's connections
         * @description Listing reveals nothing and is not in the access log.
         */
        get: operations["listCredentials"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/credentials/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a connection or a download credential
         * @description With a connection goes its session.
         */
        delete: operations["deleteCredentials"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/credentials/store": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace the credentials of a connection
         * @description The access log has it in the same transaction.
         */
        post: operations["storeCredentials"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/credentials/reveal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reveal the credentials of a connection
         * @description Where the access log cannot take an entry, nothing is revealed: 503.
         */
        post: operations["revealCredentials"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/credentials/reveal-download-cred": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reveal a download credential
         * @description Where the access log cannot take an entry, nothing is revealed: 503.
         */
        post: operations["revealDownloadCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/credentials/get-platform-session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reveal the session of a connection
         * @description Where the access log cannot take an entry, nothing is revealed: 503. Without a session 404, once it has expired 410.
         */
        post: operations["getPlatformSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The credential access log
         * @description Who used which stored credentials, and what came of it.
         */
        get: operations["listCredentialAccess"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/genie/stream-chat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask the assistant
         * @description A failure before the first event is an ordinary error; a later one is an event of the type error, with the sentence of chat.answer_refused, chat.model_failed, chat.model_timeout, chat.signed_out, chat.answer_not_kept, server.closing or of an error that is known from elsewhere. 20 a minute for a user.
         */
        post: operations["streamChat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/genie/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a conversation again
         * @description The caller's own. For what was said before, ask again with the id of the first message as before.
         */
        get: operations["listChatMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/genie/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The conversations with the assistant
         * @description Everyone's: whose and when, not what was said.
         */
        get: operations["listChatSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * ErrorCode
         * @description A stable name for what went wrong.
         * @enum {unknown}
         */
        ErrorCode: "request.malformed_json" | "request.not_utf8" | "request.invalid" | "request.malformed" | "request.timeout" | "request.body_too_large" | "request.unsupported_media_type" | "request.encoded_body" | "request.expectation_failed" | "request.headers_too_large" | "auth.invalid_token" | "auth.invalid_credentials" | "auth.code_needed" | "auth.foreign_origin" | "auth.invalid_secret" | "auth.secret_not_set" | "auth.admin_only" | "route.not_found" | "route.method_not_allowed" | "console.not_built" | "rate_limit.exceeded" | "registration.email_taken" | "registration.not_configured" | "registration.refused" | "credentials.not_found" | "credentials.no_session" | "credentials.session_expired" | "credentials.profile_exists" | "credentials.busy" | "credentials.unopenable" | "credentials.key_not_set" | "credentials.admin_token_not_set" | "audit.unavailable" | "captions.topic_refused" | "captions.model_failed" | "captions.model_timeout" | "queue.unavailable" | "queue.too_many_jobs" | "queue.job_not_found" | "queue.job_not_failed" | "queue.admin_token_not_set" | "queue.interrupted" | "queue.result_too_large" | "chat.session_not_found" | "chat.message_refused" | "chat.admin_token_not_set" | "chat.answer_refused" | "chat.model_failed" | "chat.model_timeout" | "chat.signed_out" | "chat.answer_not_kept" | "chat.too_many_open" | "users.not_found" | "users.admin_token_not_set" | "server.overloaded" | "server.closing" | "directus.unavailable" | "server.internal";
        /**
         * Error
         * @description The body of every error.
         */
        Error: {
            /** @constant */
            ok: false;
            /** @description A sentence for people. It may be improved; go by the code. */
            error: string;
            code: components["schemas"]["ErrorCode"];
            /** @description The same as in the header x-request-id. */
            requestId: string;
            /** @description With request.invalid: each refused field. */
            details?: {
                /** @description Where the field is, such as items/3/topic. */
                path: string;
                /** @description What it must be. */
                message: string;
            }[];
        };
        /** SignIn */
        SignIn: {
            /** Format: email */
            email: string;
            password: string;
            /** @description The code of the second factor, for accounts that have one. */
            otp?: string;
        };
        /** User */
        User: {
            id: string;
            email: string;
            firstName: string | null;
            /** @description The role's name. */
            role: string | null;
            /** @description Whether Directus gives it admin access now. */
            isAdmin: boolean;
            subscriptionTier: string | null;
        };
        /** Registration */
        Registration: {
            /**
             * Format: email
             * @description Kept in lower case.
             */
            email: string;
            /** @description Any characters; not one of the commonest passwords. */
            password: string;
            /** @description Blank or left out: the e-mail's part before the @. */
            firstName?: string;
        };
        /** ListedUser */
        ListedUser: {
            id: string;
            email: string | null;
            firstName: string | null;
            /** @description The role's name. */
            role: string | null;
            /** @description active, or why not. */
            status: string;
            /** @description Live logins; null where Directus lacks the session guard. */
            sessions: number | null;
            /** @description When a login was last made or refreshed. */
            lastSeenAt?: string;
        };
        /** CaptionRequest */
        CaptionRequest: {
            /**
             * @description Default: onlyfans.
             * @enum {unknown}
             */
            platform?: "onlyfans" | "fansly" | "x" | "reddit" | "tiktok" | "instagram" | "youtube" | "snapchat";
            /** @description Blank or left out: playful. */
            tone?: string;
            /** @description Blank or left out: new content drop. */
            topic?: string;
            /**
             * @description Default: medium.
             * @enum {unknown}
             */
            length?: "short" | "medium" | "long";
            /** @description The creator's name on the platform. */
            platform_username?: string;
        };
        /** CaptionBatch */
        CaptionBatch: {
            /** @description 1 to 100 caption requests. */
            items: components["schemas"]["CaptionRequest"][];
        };
        /** ListedJob */
        ListedJob: {
            id: string;
            /** @description caption-batch. */
            type: string;
            /** @enum {unknown} */
            status: "queued" | "processing" | "completed" | "failed";
            /** @description Percent; 100 only once it is over. */
            progress: number;
            /** @description Why it failed. */
            error?: string;
            createdAt: string;
            startedAt?: string;
            finishedAt?: string;
            /** @description Whose it is; only with all=true or userId. */
            userId?: string;
        };
        /** BatchItemOutcome */
        BatchItemOutcome: {
            /** @constant */
            ok: true;
            caption: string;
            model: string;
            platform: string;
        } | {
            /** @constant */
            ok: false;
            /** @description One of captions.topic_refused, captions.model_failed, captions.model_timeout, queue.interrupted, queue.result_too_large, server.internal. */
            code: string;
            /** @description A sentence for people. */
            error: string;
            platform: string;
        };
        /** Job */
        Job: {
            id: string;
            /** @description caption-batch. */
            type: string;
            /** @enum {unknown} */
            status: "queued" | "processing" | "completed" | "failed";
            /** @description Percent; 100 only once it is over. */
            progress: number;
            /** @description Once it is over: an outcome for each item, in their order. */
            result?: {
                items: components["schemas"]["BatchItemOutcome"][];
            };
            /** @description Why it failed. */
            error?: string;
            createdAt: string;
            /** @description When it was first begun, after a retry anew. */
            startedAt?: string;
            finishedAt?: string;
        };
        /** QueueCounts */
        QueueCounts: {
            waiting: number;
            active: number;
            completed: number;
            failed: number;
            /** @description Waiting for their next attempt. */
            delayed: number;
        };
        /** FinishedHour */
        FinishedHour: {
            /** @description When the hour began. */
            from: string;
            completed: number;
            failed: number;
        };
        /** NewProfile */
        NewProfile: {
            /** @enum {unknown} */
            platform: "onlyfans" | "fansly" | "x" | "reddit" | "tiktok" | "instagram" | "youtube" | "snapchat";
            /** @description The creator's name on the platform. Blank counts as left out. */
            platform_username?: string;
            /** @description A JSON object with whatever the platform wants. */
            credentials: {
                [key: string]: unknown;
            };
        };
        /** ProfileChange */
        ProfileChange: {
            /** @description The connection's id. */
            id: string;
            /** @description A JSON object with whatever the platform wants. */
            credentials: {
                [key: string]: unknown;
            };
            /** @description The creator's name on the platform. Blank counts as left out. */
            platform_username?: string;
        };
        /** NewDownloadCredential */
        NewDownloadCredential: {
            /** @description What its owner calls it. */
            label: string;
            /** @enum {unknown} */
            type: "password" | "cookies";
            /** @description With type password. */
            username?: string;
            /** @description With type password. */
            password?: string;
            /** @description A list of cookies as browser extensions, Playwright, Puppeteer or Selenium give it, an object with such a list as `cookies` (storageState), either as JSON text, or Netscape text as yt-dlp reads it. At most 3,300 cookies. */
            cookies?: unknown;
            /** @description True: cookies that are wrong are left out, as long as one is left, and the answer has their number as skipped. */
            skipInvalid?: boolean;
        };
        /** DownloadCredential */
        DownloadCredential: {
            id: string;
            label: string;
            /** @enum {unknown} */
            type: "password" | "cookies";
            createdAt: string;
            /**
             * @description Whether it is sealed under the key in use, under an older one, or under one that the server has not: then it cannot be opened until it is stored anew.
             * @enum {unknown}
             */
            keyState: "current" | "previous" | "missing";
        };
        /** NewPlatformSession */
        NewPlatformSession: {
            /** @description The connection's id. */
            creatorProfileId: string;
            /** @description A list of cookies as browser extensions, Playwright, Puppeteer or Selenium give it, an object with such a list as `cookies` (storageState), either as JSON text, or Netscape text as yt-dlp reads it. At most 3,300 cookies. */
            cookies: unknown;
            /** @description True: cookies that are wrong are left out, as long as one is left, and the answer has their number as skipped. */
            skipInvalid?: boolean;
            /** @description The browser that the cookies belong to. */
            userAgent?: string;
            /**
             * Format: date-time
             * @description From when on the cookies are not given out. Left out: they always are.
             */
            expiresAt?: string;
        };
        /** Connection */
        Connection: {
            id: string;
            platform: string;
            platform_username: string | null;
            credentialsVersion: number;
            updatedAt: string;
            createdAt: string;
            /**
             * @description Whether it is sealed under the key in use, under an older one, or under one that the server has not: then it cannot be opened until it is stored anew.
             * @enum {unknown}
             */
            keyState: "current" | "previous" | "missing";
            /** @description The cookies that are kept for it; absent where there are none. */
            session?: {
                capturedAt: string;
                expiresAt: string | null;
                /**
                 * @description Whether it is sealed under the key in use, under an older one, or under one that the server has not: then it cannot be opened until it is stored anew.
                 * @enum {unknown}
                 */
                keyState: "current" | "previous" | "missing";
            };
        };
        /** StoredCredentials */
        StoredCredentials: {
            /** @description The connection's id. */
            creatorProfileId: string;
            /** @description A JSON object with whatever the platform wants. */
            credentials: {
                [key: string]: unknown;
            };
        };
        /** CredentialsOfConnection */
        CredentialsOfConnection: {
            /** @description The connection's id. */
            creatorProfileId: string;
        };
        /** DownloadCredentialChoice */
        DownloadCredentialChoice: {
            /** @description The download credential's id. */
            downloadCredentialId: string;
        };
        /** SessionOfConnection */
        SessionOfConnection: {
            /** @description The connection's id. */
            creatorProfileId: string;
        };
        /** AccessEntry */
        AccessEntry: {
            id: number;
            at: string;
            action: string;
            outcome: string;
            principal: {
                /** @description user or server. */
                kind: string;
                /** @description The user's id; of a server (current or previous), or of the rotation (command). */
                id: string;
            };
            collection: string;
            recordId: string;
            creatorProfileId: string | null;
            requestId: string;
            address: string;
        };
        /** ChatRequest */
        ChatRequest: {
            /** @description What to answer; not blank. */
            message: string;
            /** @description The conversation, by a name of your own; 1 to 128 of A-Z, a-z, 0-9, dot, underscore and hyphen, but for the words null, true and false. Left out: genie-<userId>. */
            sessionId?: string;
        };
        /**
         * ChatEvent
         * @description One event of a chat.
         */
        ChatEvent: {
            /** @enum {unknown} */
            type: "textResponseChunk" | "finalizeResponseStream" | "error";
            /** @description A piece of the answer, empty at its end; with an error a sentence for people. */
            textResponse: string;
            /** @description Whether this is the last event. */
            close: boolean;
            error: boolean;
        };
        /** ChatHistoryMessage */
        ChatHistoryMessage: {
            /** @description Grows with time. */
            id: number;
            /** @enum {unknown} */
            role: "user" | "assistant";
            content: string;
            /**
             * @description How an answer ended.
             * @enum {unknown}
             */
            outcome?: "done" | "stopped" | "failed";
            createdAt: string;
        };
        /** ChatSession */
        ChatSession: {
            /** @description As its owner calls it; another user may have the same. */
            id: string;
            userId: string;
            createdAt: string;
            lastMessageAt: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session, without its token. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "user": {
                     *         "id": "5c1f2f0e-8f5b-4c52-9a5d-0f6f3b1f7c10",
                     *         "email": "dana@example.com",
                     *         "firstName": "Dana",
                     *         "role": "Pro",
                     *         "isAdmin": false,
                     *         "subscriptionTier": "pro"
                     *       },
                     *       "expiresAt": "2026-03-01T09:30:04.000Z"
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        user: components["schemas"]["User"];
                        /** @description When it ends unless it is used in the second half of its life. */
                        expiresAt: string;
                    };
                };
            };
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "dana@example.com",
                 *       "password": "a password of your own"
                 *     }
                 */
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description The session, without its token. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "user": {
                     *         "id": "5c1f2f0e-8f5b-4c52-9a5d-0f6f3b1f7c10",
                     *         "email": "dana@example.com",
                     *         "firstName": "Dana",
                     *         "role": "Pro",
                     *         "isAdmin": false,
                     *         "subscriptionTier": "pro"
                     *       },
                     *       "expiresAt": "2026-03-01T09:30:04.000Z"
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        user: components["schemas"]["User"];
                        /** @description When it ends unless it is used in the second half of its life. */
                        expiresAt: string;
                    };
                };
            };
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session has ended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is alive. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Directus answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everything counted since the process began. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example # HELP genie_token_checks_total Checks of tokens, by the way of checking and what came of it.
                     *     # TYPE genie_token_checks_total counter
                     *     genie_token_checks_total{validator="introspect",outcome="vouched"} 1027
                     */
                    "text/plain": string;
                };
            };
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An OpenAPI 3.1 document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "openapi": "3.1.0"
                     *     }
                     */
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    browseReference: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example <!doctype html>… */
                    "text/html": string;
                };
            };
        };
    };
    getReferenceScript: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The script. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example (function () {…})() */
                    "text/javascript": string;
                };
            };
        };
    };
    browseConsole: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example <!doctype html>… */
                    "text/html": string;
                };
            };
        };
    };
    getConsoleAsset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the page names it.
                 * @example index-a1b2c3.js
                 */
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example export {}; */
                    "application/javascript": string;
                    /** @example body{margin:0} */
                    "text/css": string;
                    /** @example <svg/> */
                    "image/svg+xml": string;
                    /** @example … */
                    "application/octet-stream": string;
                };
            };
        };
    };
    register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "dana@example.com",
                 *       "password": "a password of your own",
                 *       "firstName": "Dana"
                 *     }
                 */
                "application/json": components["schemas"]["Registration"];
            };
        };
        responses: {
            /** @description The account is there; log in at Directus. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "userId": "5c1f2f0e-8f5b-4c52-9a5d-0f6f3b1f7c10"
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        userId: string;
                    };
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The caller, as Directus says now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "user": {
                     *         "id": "5c1f2f0e-8f5b-4c52-9a5d-0f6f3b1f7c10",
                     *         "email": "dana@example.com",
                     *         "firstName": "Dana",
                     *         "role": "Pro",
                     *         "isAdmin": false,
                     *         "subscriptionTier": "pro"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        user: components["schemas"]["User"];
                    };
                };
            };
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description Default: 50. */
                limit?: number;
                /** @description Default: 0. */
                offset?: number;
                /** @description Part of an e-mail or a first name, in any case. */
                search?: string;
                /** @description Only these users: up to 100 ids with commas between. */
                ids?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Users by e-mail, and how many there are in all. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "users": [
                     *         {
                     *           "id": "5c1f2f0e-8f5b-4c52-9a5d-0f6f3b1f7c10",
                     *           "email": "dana@example.com",
                     *           "firstName": "Dana",
                     *           "role": "Pro",
                     *           "status": "active",
                     *           "sessions": 2,
                     *           "lastSeenAt": "2026-03-01T09:30:04.000Z"
                     *         }
                     *       ],
                     *       "total": 1
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        users: components["schemas"]["ListedUser"][];
                        total: number;
                    };
                };
            };
        };
    };
    signOutUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The user's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many sessions there were. None is left. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "ended": 2
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        ended: number;
                    };
                };
            };
        };
    };
    generateCaption: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "platform": "instagram",
                 *       "tone": "playful",
                 *       "topic": "new photo set",
                 *       "length": "short"
                 *     }
                 */
                "application/json": components["schemas"]["CaptionRequest"];
            };
        };
        responses: {
            /** @description The caption. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "caption": "New photo set is up. Which one is yours? #newset #photos #tonight",
                     *       "model": "builtin",
                     *       "platform": "instagram"
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        caption: string;
                        /** @description builtin, or the name of the model. */
                        model: string;
                        platform: string;
                    };
                };
            };
        };
    };
    createCaptionBatch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "items": [
                 *         {
                 *           "platform": "x",
                 *           "topic": "new photo set"
                 *         },
                 *         {
                 *           "platform": "reddit"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["CaptionBatch"];
            };
        };
        responses: {
            /** @description The batch is kept, and ends completed or failed whatever dies in between. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "jobId": "e80f5a16-2c94-4e7d-a3b8-6d1f9c5b7a54"
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        jobId: string;
                    };
                };
            };
        };
    };
    listJobs: {
        parameters: {
            query?: {
                /** @description Default: 50. */
                limit?: number;
                /** @description Default: 0. */
                offset?: number;
                status?: "queued" | "processing" | "completed" | "failed";
                /** @description Everybody's, for administrators. */
                all?: "true" | "false";
                /** @description This user's, for administrators. */
                userId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Jobs, newest first, and how many there are in all. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "jobs": [
                     *         {
                     *           "id": "e80f5a16-2c94-4e7d-a3b8-6d1f9c5b7a54",
                     *           "type": "caption-batch",
                     *           "status": "completed",
                     *           "progress": 100,
                     *           "createdAt": "2026-03-01T09:30:00.000Z",
                     *           "startedAt": "2026-03-01T09:30:00.000Z",
                     *           "finishedAt": "2026-03-01T09:30:04.000Z"
                     *         }
                     *       ],
                     *       "total": 1
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        jobs: components["schemas"]["ListedJob"][];
                        total: number;
                    };
                };
            };
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "job": {
                     *         "id": "e80f5a16-2c94-4e7d-a3b8-6d1f9c5b7a54",
                     *         "type": "caption-batch",
                     *         "status": "completed",
                     *         "progress": 100,
                     *         "result": {
                     *           "items": [
                     *             {
                     *               "ok": true,
                     *               "caption": "New photo set is up.",
                     *               "model": "builtin",
                     *               "platform": "x"
                     *             },
                     *             {
                     *               "ok": false,
                     *               "code": "captions.model_failed",
                     *               "error": "The caption model gave no usable answer. Try again.",
                     *               "platform": "reddit"
                     *             }
                     *           ]
                     *         },
                     *         "createdAt": "2026-03-01T09:30:00.000Z",
                     *         "startedAt": "2026-03-01T09:30:00.000Z",
                     *         "finishedAt": "2026-03-01T09:30:04.000Z"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        job: components["schemas"]["Job"];
                    };
                };
            };
        };
    };
    retryJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job waits for its turn again. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "jobId": "e80f5a16-2c94-4e7d-a3b8-6d1f9c5b7a54"
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        jobId: string;
                    };
                };
            };
        };
    };
    getQueueStats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everybody's jobs, by where they are. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "stats": {
                     *         "caption-jobs": {
                     *           "waiting": 3,
                     *           "active": 2,
                     *           "completed": 120,
                     *           "failed": 1,
                     *           "delayed": 0
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        stats: {
                            "caption-jobs": components["schemas"]["QueueCounts"];
                        };
                    };
                };
            };
        };
    };
    getQueueHistory: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The last 24 hours, oldest first; the last one goes on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "hours": [
                     *         {
                     *           "from": "2026-03-01T09:00:00.000Z",
                     *           "completed": 12,
                     *           "failed": 1
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        hours: components["schemas"]["FinishedHour"][];
                    };
                };
            };
        };
    };
    createProfile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "platform": "onlyfans",
                 *       "platform_username": "dana",
                 *       "credentials": {
                 *         "username": "dana",
                 *         "password": "a password of your own"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewProfile"];
            };
        };
        responses: {
            /** @description The profile is kept, its credentials sealed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "id": "7a3d9b52-64c1-4f0e-8a57-2e9d1b6c4f21",
                     *       "updated": false
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        success: true;
                        id: string;
                        /** @description Whether it was there already. */
                        updated: boolean;
                    };
                };
            };
        };
    };
    updateProfileCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "7a3d9b52-64c1-4f0e-8a57-2e9d1b6c4f21",
                 *       "credentials": {
                 *         "username": "dana",
                 *         "password": "a password of your own"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ProfileChange"];
            };
        };
        responses: {
            /** @description The profile has them now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "id": "7a3d9b52-64c1-4f0e-8a57-2e9d1b6c4f21"
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        success: true;
                        id: string;
                    };
                };
            };
        };
    };
    listDownloadCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Newest first, at most 1,000. Nothing in it is secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "credentials": [
                     *         {
                     *           "id": "c2b7e4a8-0d31-4b6f-9e14-5a8c7d2f6b32",
                     *           "label": "Archive",
                     *           "type": "cookies",
                     *           "createdAt": "2026-03-01T09:30:00.000Z",
                     *           "keyState": "current"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        credentials: components["schemas"]["DownloadCredential"][];
                    };
                };
            };
        };
    };
    createDownloadCredential: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDownloadCredential"];
            };
        };
        responses: {
            /** @description It is kept, sealed. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "id": "c2b7e4a8-0d31-4b6f-9e14-5a8c7d2f6b32"
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        id: string;
                        /** @description How many cookies were wrong and left out; with skipInvalid only. */
                        skipped?: number;
                    };
                };
            };
        };
    };
    storePlatformSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "creatorProfileId": "7a3d9b52-64c1-4f0e-8a57-2e9d1b6c4f21",
                 *       "cookies": [
                 *         {
                 *           "name": "session",
                 *           "value": "example",
                 *           "domain": ".example.com",
                 *           "path": "/",
                 *           "secure": true
                 *         }
                 *       ],
                 *       "userAgent": "Mozilla/5.0",
                 *       "expiresAt": "2026-03-01T09:30:04.000Z"
                 *     }
                 */
                "application/json": components["schemas"]["NewPlatformSession"];
            };
        };
        responses: {
            /** @description It is kept, sealed, in the place of the one of before. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "id": "91e6c0d4-3b7a-4d28-b5f9-8c4e2a7d1f43"
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        id: string;
                        /** @description How many cookies were wrong and left out; with skipInvalid only. */
                        skipped?: number;
                    };
                };
            };
        };
    };
    listCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Newest first, at most 1,000. Nothing in it is secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "connections": [
                     *         {
                     *           "id": "7a3d9b52-64c1-4f0e-8a57-2e9d1b6c4f21",
                     *           "platform": "onlyfans",
                     *           "platform_username": "dana",
                     *           "credentialsVersion": 2,
                     *           "updatedAt": "2026-03-01T09:30:04.000Z",
                     *           "createdAt": "2026-03-01T09:30:00.000Z",
                     *           "keyState": "current",
                     *           "session": {
                     *             "capturedAt": "2026-03-01T09:30:00.000Z",
                     *             "expiresAt": "2026-03-01T09:30:04.000Z",
                     *             "keyState": "current"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        connections: components["schemas"]["Connection"][];
                    };
                };
            };
        };
    };
    deleteCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The record's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    storeCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "creatorProfileId": "7a3d9b52-64c1-4f0e-8a57-2e9d1b6c4f21",
                 *       "credentials": {
                 *         "username": "dana",
                 *         "password": "a password of your own"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["StoredCredentials"];
            };
        };
        responses: {
            /** @description The connection has them now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "creatorProfileId": "7a3d9b52-64c1-4f0e-8a57-2e9d1b6c4f21",
                     *       "credentialsVersion": 3,
                     *       "updatedAt": "2026-03-01T09:30:04.000Z"
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        creatorProfileId: string;
                        /** @description Tells the order of writes. */
                        credentialsVersion: number;
                        updatedAt: string;
                    };
                };
            };
        };
    };
    revealCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "creatorProfileId": "7a3d9b52-64c1-4f0e-8a57-2e9d1b6c4f21"
                 *     }
                 */
                "application/json": components["schemas"]["CredentialsOfConnection"];
            };
        };
        responses: {
            /** @description The credentials. The access log has it already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "creatorProfileId": "7a3d9b52-64c1-4f0e-8a57-2e9d1b6c4f21",
                     *       "credentials": {
                     *         "username": "dana",
                     *         "password": "a password of your own"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        creatorProfileId: string;
                        /** @description A JSON object with whatever the platform wants. */
                        credentials: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
        };
    };
    revealDownloadCredential: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "downloadCredentialId": "c2b7e4a8-0d31-4b6f-9e14-5a8c7d2f6b32"
                 *     }
                 */
                "application/json": components["schemas"]["DownloadCredentialChoice"];
            };
        };
        responses: {
            /** @description The login, or the cookies. The access log has it already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "downloadCredentialId": "c2b7e4a8-0d31-4b6f-9e14-5a8c7d2f6b32",
                     *       "type": "password",
                     *       "username": "dana@example.com",
                     *       "password": "a password of your own"
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        downloadCredentialId: string;
                        /** @description password or cookies. */
                        type: string;
                        username?: string;
                        password?: string;
                        /** @description Netscape text, as yt-dlp reads it. */
                        cookies?: string;
                    };
                };
            };
        };
    };
    getPlatformSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "creatorProfileId": "7a3d9b52-64c1-4f0e-8a57-2e9d1b6c4f21"
                 *     }
                 */
                "application/json": components["schemas"]["SessionOfConnection"];
            };
        };
        responses: {
            /** @description The session. The access log has it already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "creatorProfileId": "7a3d9b52-64c1-4f0e-8a57-2e9d1b6c4f21",
                     *       "platform": "onlyfans",
                     *       "cookies": [
                     *         {
                     *           "name": "session",
                     *           "value": "example",
                     *           "domain": ".example.com",
                     *           "path": "/",
                     *           "secure": true
                     *         }
                     *       ],
                     *       "userAgent": null,
                     *       "capturedAt": "2026-03-01T09:30:00.000Z",
                     *       "expiresAt": null
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        creatorProfileId: string;
                        platform: string;
                        /** @description With the fields of cookies that came, in the order of the list. */
                        cookies: unknown[];
                        userAgent: string | null;
                        capturedAt: string;
                        expiresAt: string | null;
                    };
                };
            };
        };
    };
    listCredentialAccess: {
        parameters: {
            query?: {
                /** @description Default: 50. */
                limit?: number;
                /** @description Default: 0. */
                offset?: number;
                /** @description Only entries about this connection and its sessions. */
                creatorProfileId?: string;
                action?: "create" | "store" | "update" | "reveal" | "store_session" | "read_session" | "delete" | "rotate";
                outcome?: "done" | "not_found" | "not_owner" | "expired" | "unopenable";
                principalKind?: "user" | "server";
                /** @description A user's id; of a server, current, previous or command. */
                principalId?: string;
                /** @description Entries from this moment on. */
                since?: string;
                /** @description Entries before this moment. */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Entries, newest first, and how many there are in all. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "entries": [
                     *         {
                     *           "id": 41,
                     *           "at": "2026-03-01T09:30:04.000Z",
                     *           "action": "reveal",
                     *           "outcome": "done",
                     *           "principal": {
                     *             "kind": "server",
                     *             "id": "current"
                     *           },
                     *           "collection": "platform_connections",
                     *           "recordId": "7a3d9b52-64c1-4f0e-8a57-2e9d1b6c4f21",
                     *           "creatorProfileId": "7a3d9b52-64c1-4f0e-8a57-2e9d1b6c4f21",
                     *           "requestId": "3f0c8a1e-6d0b-4a54-9c5e-2f7a1f0f9b11",
                     *           "address": "192.0.2.10"
                     *         }
                     *       ],
                     *       "total": 1
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        entries: components["schemas"]["AccessEntry"][];
                        total: number;
                    };
                };
            };
        };
    };
    streamChat: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "message": "How do I schedule a post?"
                 *     }
                 */
                "application/json": components["schemas"]["ChatRequest"];
            };
        };
        responses: {
            /** @description A stream of events; the schema is that of one. Each is one line, `data: {"type":"textResponseChunk",…}`, and an empty one; comment lines (`:`) stand in between. The last event has `close: true`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["ChatEvent"];
                };
            };
        };
    };
    listChatMessages: {
        parameters: {
            query?: {
                /** @description The conversation, by a name of your own; 1 to 128 of A-Z, a-z, 0-9, dot, underscore and hyphen, but for the words null, true and false. Left out: genie-<userId>. */
                sessionId?: string;
                /** @description Default: 50. */
                limit?: number;
                /** @description A message's id: only those before it. Left out: the newest. */
                before?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The last messages, oldest first. A default session may be empty. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "sessionId": "genie-5c1f2f0e-8f5b-4c52-9a5d-0f6f3b1f7c10",
                     *       "messages": [
                     *         {
                     *           "id": 1,
                     *           "role": "user",
                     *           "content": "How do I schedule a post?",
                     *           "createdAt": "2026-03-01T09:30:00.000Z"
                     *         },
                     *         {
                     *           "id": 2,
                     *           "role": "assistant",
                     *           "content": "Open the queue.",
                     *           "outcome": "done",
                     *           "createdAt": "2026-03-01T09:30:04.000Z"
                     *         }
                     *       ],
                     *       "hasEarlier": false
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        sessionId: string;
                        messages: components["schemas"]["ChatHistoryMessage"][];
                        /** @description Whether there are messages before these. */
                        hasEarlier: boolean;
                    };
                };
            };
        };
    };
    listChatSessions: {
        parameters: {
            query?: {
                /** @description Default: 50. */
                limit?: number;
                /** @description Default: 0. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Conversations, newest activity first, and how many there are in all. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "sessions": [
                     *         {
                     *           "id": "genie-5c1f2f0e-8f5b-4c52-9a5d-0f6f3b1f7c10",
                     *           "userId": "5c1f2f0e-8f5b-4c52-9a5d-0f6f3b1f7c10",
                     *           "createdAt": "2026-03-01T09:30:00.000Z",
                     *           "lastMessageAt": "2026-03-01T09:30:04.000Z"
                     *         }
                     *       ],
                     *       "total": 1
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        sessions: components["schemas"]["ChatSession"][];
                        total: number;
                    };
                };
            };
        };
    };
}
