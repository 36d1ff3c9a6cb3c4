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
         * Whether the process is alive, and its version
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
         * @description Asks Directus whether its database can be written, what time it is there, and whether it knows the admin token. The code of a 503 says what is missing. 503 as well while this process is about to stop.
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
         * @description An active user of the Pro role, and a mail with a link that proves the address. Five attempts a minute for an address. After a 503 the account may have been made all the same: try again, and 409 then says that it was. Where the server wants the address proven first (EMAIL_VERIFICATION=required), 202 for new and for taken addresses alike, and the account signs in once the link is opened.
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
    "/api/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The caller's own account
         * @description With whether its address is proven, and whether it has a second factor.
         */
        get: operations["getAccount"];
        put?: never;
        post?: never;
        /**
         * Delete the account
         * @description Every login ends at once, at Directus too, and so does a static token; batches and answers under way stop. Until `deletesAt` a link in the mail brings the account back as it was; until then the address stays taken, and nobody can sign in or ask for a link. Then everything that belongs to the account is erased. The log of who opened credentials keeps its entries under a pseudonym. After a 503 the account may have been deleted all the same.
         */
        delete: operations["deleteAccount"];
        options?: never;
        head?: never;
        /**
         * Change the name of the account
         * @description A field that is left out stays. Address and password have routes of their own.
         */
        patch: operations["updateAccount"];
        trace?: never;
    };
    "/api/account/email/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove an address by the link that was sent to it
         * @description Also makes the change of an address. Send it signed in as the account, or with its password: everything stays. With the token alone the password, the logins, the static token and the second factor of before end; choose a new password then. A change of address ends every login in any case.
         */
        post: operations["verifyEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/email/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send the link that proves the address once more
         * @description It lives 24 hours and ends the one of before.
         */
        post: operations["resendVerification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for another address
         * @description A link that is sent to the new address makes the change, within 30 minutes, and ends every login. The address of now is told at once, with a link that stops it.
         */
        post: operations["changeEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/not-me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say "this wasn’t me" to a notice
         * @description By the link of a mail. Ends every login, the static token and the password, takes a change of address back, and sends a link that sets another password. Where the former address is another account’s by now, all of that has ended as well, the account is suspended, and the answer is 409.
         */
        post: operations["notMe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the password
         * @description Every login of the account ends at once, at Directus too, and so do its links in mails. Whoever came with the cookie stays signed in, with the new one of this answer; whoever came with a token signs in again. Wrong passwords count as wrong sign-ins do. After a 503 the password may have been changed all the same: try to sign in with it.
         */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/password/forgot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a link mailed that sets the password anew
         * @description The answer is the same whether there is such an account or not. Ten a minute for an address of the network; one mailbox gets three of these mails in half an hour, and beyond them the same answer and no mail. The link lives 30 minutes and works once; a newer one ends it.
         */
        post: operations["forgotPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/password/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set the password by a link
         * @description Every login ends at once, at Directus too, and with it every other link; the address counts as proven. An account with a second factor needs its code, unless the factor was set before anybody proved the address: then it's taken off. A password or a code that is refused leaves the link as it was; five wrong codes end it. After a 503 the password may have been set all the same: try to sign in with it.
         */
        post: operations["resetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring a deleted account back
         * @description By the link of the mail, until the time that the deletion named. The account is as it was, but for its logins and static token: sign in anew.
         */
        post: operations["restoreAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take everything along
         * @description A JSON document: profile, connections, their sessions and download credentials with what is in them in the clear, the captions of batches, batches, the library of captions, chats and their messages, logins, and entries of the access log. Each opening of a credential is in that log, as `export`. Its last member is `"complete": true`; an answer that breaks off has none, and is no JSON. One at a time, five an hour.
         */
        post: operations["exportAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who used one's own credentials
         * @description Entries of the credential access log about the own connections, their sessions and download credentials, those that were deleted included as long as the owner made or changed them. A principal of the kind `user` is the owner, or an administrator; of the kind `server` it is a server with the shared secret, and `address` is where that asked from.
         */
        get: operations["listOwnAccess"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where the caller is signed in
         * @description The newest first, at the console and at Directus alike. With a static token none of them is the current one.
         */
        get: operations["listDevices"];
        put?: never;
        post?: never;
        /**
         * Sign all other devices out
         * @description All but the session of this request, as one alone. A static token is no session: with one all of them end.
         */
        delete: operations["endOtherDevices"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/sessions/{id}": {
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
         * Sign one device out
         * @description It is refused from its next request on, at Directus too, and its open chat answers end within seconds. The current one may be ended as well.
         */
        delete: operations["endDevice"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/two-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to set a second factor up
         * @description The server chooses the secret, and tells it this once. It counts for nothing until a code of it is confirmed, within ten minutes. Beginning again ends the secret that waits.
         */
        post: operations["beginTwoFactor"];
        /**
         * Take the second factor off
         * @description Its recovery codes end. Who is signed in stays so. Also where there is none.
         */
        delete: operations["removeTwoFactor"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/two-factor/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm a second factor
         * @description With a code of the secret that waits. From then on every sign-in needs a code; who is signed in stays so. The code counts as used. Ten wrong ones end the secret.
         */
        post: operations["confirmTwoFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make new recovery codes
         * @description The ones of before end.
         */
        post: operations["newRecoveryCodes"];
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
    "/api/admin/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The roles
         * @description As Directus has them. A role is made and changed there.
         */
        get: operations["listRoles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the plan, the status or the role of a user
         * @description Counts from the user’s next request on. Another status ends every login; an active user may sign in again. With another role the tokens of before are refused, and a refresh at Directus gives others. The user is told by mail, where this server sends any. Nobody changes the own status or role, nor that of the account that this server works with.
         */
        patch: operations["changeUser"];
        trace?: never;
    };
    "/api/admin/users/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where a user is signed in
         * @description The newest first, at the console and at Directus alike. Needs the session guard.
         */
        get: operations["listUserDevices"];
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
    "/api/admin/users/{id}/two-factor": {
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
         * Take the second factor of a user off
         * @description The password alone signs in then. The user is told by mail. Also where there is none. Who is signed in stays so.
         */
        delete: operations["removeUserTwoFactor"];
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
         * @description Keeps the platform's limits on length, hashtags and links; a caption that breaks one is never answered. An empty object will do. The caption is in the caller's library within a second; the answer doesn't wait for that.
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
    "/api/captions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The caller's library of captions
         * @description Every caption that was written for the caller, in batches and in the chat as well; at most the newest 5,000, for `CAPTION_RETENTION_DAYS`. A caption is here within a second of its answer.
         */
        get: operations["listCaptions"];
        put?: never;
        post?: never;
        /**
         * Empty the library
         * @description Removes every caption of the caller from it. Batches keep theirs; one that is under way puts those of its next captions into it.
         */
        delete: operations["deleteCaptions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/captions/{id}": {
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
         * Remove a caption from the library
         * @description The batch that it came from keeps it.
         */
        delete: operations["deleteCaption"];
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
         * Start a job again that failed or was cancelled
         * @description Captions that it has are kept, refused topics stay refused. The id stays.
         */
        post: operations["retryJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/queue/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a job that is not over
         * @description Captions that it has are kept, nothing more is begun, and a caption that is being written is given up. A cancelled job can be started again like a failed one, and goes on with what was left.
         */
        post: operations["cancelJob"];
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
         * @description A failure before the first event is an ordinary error; a later one is an event of the type error, with the sentence of chat.answer_refused, chat.answer_cut, chat.model_failed, chat.model_timeout, chat.model_busy, chat.signed_out, chat.answer_not_kept, server.closing or of an error that is known from elsewhere. 20 a minute for a user.
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
    "/api/genie/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The caller's conversations
         * @description Without what was said in them; read that by sessionId.
         */
        get: operations["listConversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/genie/conversations/{id}": {
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
         * Remove a conversation
         * @description With everything that was said in it. An answer that is under way in it goes on, and is not kept.
         */
        delete: operations["deleteConversation"];
        options?: never;
        head?: never;
        /**
         * Rename a conversation
         * @description Changes what people see it called; messages go on naming it by its id.
         */
        patch: operations["renameConversation"];
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
    "/api/admin/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the servers with names
         * @description What each may do, and when it was last used. No secret is in it.
         */
        get: operations["listServiceClients"];
        put?: never;
        /**
         * Make a server with a name
         * @description The server sends the secret in X-RBAC-SYNC-SECRET, or signs with it. Where platforms or owners are given, it is not told which other records there are.
         */
        post: operations["createServiceClient"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/clients/{id}": {
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
         * End a server with a name
         * @description It is refused from its next request on, at every process. It stays in the list, and its name is not given again.
         */
        delete: operations["endServiceClient"];
        options?: never;
        head?: never;
        /**
         * Change a server with a name
         * @description What is left out stays. With newSecret it gets another secret, told this once. The change counts from its next request, at every process.
         */
        patch: operations["changeServiceClient"];
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
        ErrorCode: "request.malformed_json" | "request.not_utf8" | "request.invalid" | "request.malformed" | "request.timeout" | "request.body_too_large" | "request.unsupported_media_type" | "request.encoded_body" | "request.expectation_failed" | "request.headers_too_large" | "auth.invalid_token" | "auth.invalid_credentials" | "auth.code_needed" | "auth.two_factor_required" | "account.email_unproven" | "account.already_verified" | "auth.foreign_origin" | "auth.invalid_secret" | "client.not_allowed" | "client.name_taken" | "client.not_found" | "client.ended" | "client.busy" | "client.too_many" | "auth.secret_not_set" | "auth.admin_only" | "route.not_found" | "route.method_not_allowed" | "console.not_built" | "rate_limit.exceeded" | "registration.email_taken" | "registration.not_configured" | "registration.refused" | "account.token_invalid" | "account.proof_refused" | "account.otp_required" | "account.last_administrator" | "account.runs_the_server" | "account.export_under_way" | "account.two_factor_on" | "account.two_factor_off" | "account.two_factor_not_pending" | "account.two_factor_unavailable" | "account.email_taken" | "account.session_not_found" | "credentials.not_found" | "credentials.no_session" | "credentials.session_expired" | "credentials.profile_exists" | "credentials.busy" | "credentials.storage_full" | "credentials.unopenable" | "credentials.owner_inactive" | "credentials.key_not_set" | "credentials.admin_token_not_set" | "audit.unavailable" | "captions.topic_refused" | "captions.model_failed" | "captions.model_busy" | "captions.model_timeout" | "captions.not_found" | "queue.unavailable" | "queue.too_many_jobs" | "queue.job_not_found" | "queue.job_not_failed" | "queue.job_over" | "queue.admin_token_not_set" | "queue.cancelled" | "queue.interrupted" | "queue.owner_inactive" | "queue.result_too_large" | "chat.session_not_found" | "chat.message_refused" | "chat.admin_token_not_set" | "chat.answer_refused" | "chat.answer_cut" | "chat.model_failed" | "chat.model_busy" | "chat.model_timeout" | "chat.signed_out" | "chat.answer_not_kept" | "chat.too_many_open" | "users.not_found" | "users.own_account" | "users.runs_the_server" | "users.leaving" | "users.last_administrator" | "users.admin_token_not_set" | "mail.not_configured" | "server.overloaded" | "server.closing" | "server.clock_wrong" | "server.log_unwritable" | "directus.database_unwritable" | "directus.admin_token_refused" | "directus.unavailable" | "server.internal";
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
            /** @description For accounts with a second factor: a code of it, or a recovery code. Each works once. */
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
            /** @description Any characters; not one of the commonest passwords. Its length is counted in Unicode normalization form C. */
            password: string;
            /** @description Blank or left out: the e-mail's part before the @. */
            firstName?: string;
        };
        /** Account */
        Account: {
            id: string;
            email: string;
            /** @description Whether the address is proven by a link. */
            emailVerified: boolean;
            firstName: string | null;
            lastName: string | null;
            subscriptionTier: string | null;
            twoFactor: {
                enabled: boolean;
                recoveryCodesLeft: number;
            };
            /** @description Null where nobody knows any more. */
            createdAt: string | null;
        };
        /** AccountChanges */
        AccountChanges: {
            /** @description The first name. Blank: none. */
            firstName?: string;
            /** @description The last name. Blank: none. */
            lastName?: string;
        };
        /** AccountDeletion */
        AccountDeletion: {
            /** @description The password of now. */
            currentPassword: string;
            /** @description For accounts with a second factor: a code of it, or a recovery code. Each works once. */
            otp?: string;
        };
        /** EmailProof */
        EmailProof: {
            /** @description What stands behind `#token=` in the link of the mail. */
            token: string;
            /** @description For whoever made the account and is not signed in here. */
            currentPassword?: string;
        };
        /** EmailChange */
        EmailChange: {
            /**
             * Format: email
             * @description Kept in lower case.
             */
            email: string;
            /** @description The password of now. */
            currentPassword: string;
            /** @description For accounts with a second factor: a code of it, or a recovery code. Each works once. */
            otp?: string;
        };
        /** NotMe */
        NotMe: {
            /** @description What stands behind `#token=` in the link of the mail. */
            token: string;
        };
        /** PasswordChange */
        PasswordChange: {
            /** @description The password of now. */
            currentPassword: string;
            /** @description For accounts with a second factor: a code of it, or a recovery code. Each works once. */
            otp?: string;
            /** @description Any characters; not one of the commonest passwords. Its length is counted in Unicode normalization form C. */
            newPassword: string;
        };
        /** ForgottenPassword */
        ForgottenPassword: {
            /** Format: email */
            email: string;
        };
        /** PasswordReset */
        PasswordReset: {
            /** @description What stands behind `#token=` in the link of the mail. */
            token: string;
            /** @description Any characters; not one of the commonest passwords. Its length is counted in Unicode normalization form C. */
            password: string;
            /** @description For accounts with a second factor: a code of it, or a recovery code. Each works once. */
            otp?: string;
        };
        /** AccountRestore */
        AccountRestore: {
            /** @description What stands behind `#token=` in the link of the mail. */
            token: string;
        };
        /** AccountExport */
        AccountExport: {
            /** @description The password of now. */
            currentPassword: string;
            /** @description For accounts with a second factor: a code of it, or a recovery code. Each works once. */
            otp?: string;
        };
        /** AccountData */
        AccountData: {
            /** @constant */
            format: "genie-helper-export";
            /** @constant */
            version: 1;
            exportedAt: string;
            profile: components["schemas"]["Account"];
            /** @constant */
            complete: true;
        } & {
            [key: string]: {
                [key: string]: unknown;
            }[];
        };
        /** AccessEntry */
        AccessEntry: {
            id: number;
            at: string;
            action: string;
            outcome: string;
            principal: {
                /** @description user, server, or unproven: who was refused, under the account that was named. */
                kind: string;
                /** @description The user's id; of a server (current or previous), of the rotation (command), of Directus itself (guard); unknown where there is no such account. */
                id: string;
            };
            collection: string;
            recordId: string;
            creatorProfileId: string | null;
            requestId: string;
            address: string;
            /** @description credentials, account, admin or client. */
            area: string;
            /** @description More about it: what a link of a mail was for, why a sign-in was refused (and how many more were), what was set. */
            detail: string | null;
            /** @description Of a server its name; default: whoever holds the shared secret. null of a user, of the rotation, and of entries from before there were names. */
            client: string | null;
        };
        /** Device */
        Device: {
            /** @description By which it is ended. It opens nothing. */
            id: string;
            /** @description Whether the caller is signed in by it. */
            current: boolean;
            /** @description When it was signed in; from an older version: when that was upgraded. */
            createdAt: string | null;
            /** @description When it was last used, within five minutes. */
            lastSeenAt: string | null;
            /** @description Browser and system, as it names itself; null where it says nothing known. */
            device: string | null;
            /** @description Where it signed in; null where nobody knows. */
            address: string | null;
        };
        /** TwoFactorBeginning */
        TwoFactorBeginning: {
            /** @description The password of now. */
            currentPassword: string;
        };
        /** TwoFactorRemoval */
        TwoFactorRemoval: {
            /** @description The password of now. */
            currentPassword: string;
            /** @description For accounts with a second factor: a code of it, or a recovery code. Each works once. */
            otp?: string;
        };
        /** TwoFactorCode */
        TwoFactorCode: {
            /** @description The six digits that the authenticator shows now. */
            otp: string;
        };
        /** RecoveryCodesRenewal */
        RecoveryCodesRenewal: {
            /** @description The password of now. */
            currentPassword: string;
            /** @description For accounts with a second factor: a code of it, or a recovery code. Each works once. */
            otp?: string;
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
            /** @description The plan. */
            subscriptionTier: string | null;
            /** @description Whether it has a second factor. */
            twoFactor: boolean;
            /** @description Live logins; null where Directus lacks the session guard. */
            sessions: number | null;
            /** @description When a login was last made or refreshed. */
            lastSeenAt?: string;
            /** @description Null of a user from before this was kept. */
            createdAt: string | null;
        };
        /** Role */
        Role: {
            id: string;
            name: string;
        };
        /** UserChanges */
        UserChanges: {
            subscriptionTier?: string | null;
            /** @enum {unknown} */
            status?: "active" | "suspended";
            /** @description A role's id, or its name. */
            role?: string;
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
        /** LibraryCaption */
        LibraryCaption: {
            id: string;
            caption: string;
            platform: string;
            tone: string;
            topic: string;
            /** @description short, medium, long. */
            length: string;
            /** @description builtin, or the name of the model. */
            model: string;
            /**
             * @description Written by itself, in a batch, or in the chat.
             * @enum {unknown}
             */
            source: "single" | "batch" | "chat";
            /** @description Of a batch, its id; the batch may be gone already. */
            jobId?: string;
            writtenAt: string;
        };
        /** ListedJob */
        ListedJob: {
            id: string;
            /** @description caption-batch. */
            type: string;
            /** @enum {unknown} */
            status: "queued" | "processing" | "completed" | "failed" | "cancelled";
            /** @description Percent; 100 only once it is over. */
            progress: number;
            /** @description Why it failed. */
            error?: string;
            createdAt: string;
            startedAt?: string;
            finishedAt?: string;
            /** @description Of one that waits for its next try: when that begins. */
            nextTryAt?: string;
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
            /** @description One of captions.topic_refused, captions.model_failed, captions.model_timeout, captions.model_busy, queue.cancelled, queue.interrupted, queue.owner_inactive, queue.result_too_large, server.internal. */
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
            status: "queued" | "processing" | "completed" | "failed" | "cancelled";
            /** @description Percent; 100 only once it is over. */
            progress: number;
            /** @description What was asked for, in its order. */
            items: components["schemas"]["CaptionRequest"][];
            /** @description Until it is over: what came of each item so far, in their order; null of those that nobody has tried. One that failed may be tried again. */
            outcomes?: (components["schemas"]["BatchItemOutcome"] | null)[];
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
            /** @description Of one that waits for its next try: when that begins, or a little later. What failed is tried again then, and what nobody has tried yet. */
            nextTryAt?: string;
            /** @description Whose it is, where it isn't the caller's. */
            userId?: string;
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
            /** @description A list of cookies as browser extensions, Playwright, Puppeteer or Selenium give it, an object with such a list as `cookies` (storageState), either as JSON text, Netscape text as yt-dlp reads it, or a request as browsers copy it (cURL, PowerShell, fetch). A `Cookie` header alone names no site and is refused. At most 3,300 cookies. */
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
            /** @description A list of cookies as browser extensions, Playwright, Puppeteer or Selenium give it, an object with such a list as `cookies` (storageState), either as JSON text, Netscape text as yt-dlp reads it, or a request as browsers copy it (cURL, PowerShell, fetch). A `Cookie` header alone names no site and is refused. At most 3,300 cookies. */
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
        /** Conversation */
        Conversation: {
            /** @description What messages name it by. */
            sessionId: string;
            /** @description The beginning of its first message, or what its owner called it; null where nothing was said since titles are kept. */
            title: string | null;
            createdAt: string;
            lastMessageAt: string;
        };
        /** ConversationTitle */
        ConversationTitle: {
            /** @description Its new title; not blank. */
            title: string;
        };
        /** ChatSession */
        ChatSession: {
            /** @description As its owner calls it; another user may have the same. */
            id: string;
            userId: string;
            createdAt: string;
            lastMessageAt: string;
        };
        /** ServiceClient */
        ServiceClient: {
            id: string;
            name: string;
            routes: string[];
            platforms: string[] | null;
            owners: string[] | null;
            expiresAt: string | null;
            mustSign: boolean;
            /** @description The newest first; none once it has ended. */
            secrets: {
                createdAt: string;
            }[];
            createdAt: string;
            endedAt: string | null;
            /** @description Within five minutes. */
            lastUsedAt: string | null;
        };
        /** NewServiceClient */
        NewServiceClient: {
            /** @description Names are not given twice, so that the log stays clear. */
            name: string;
            /** @description The routes that it may call. */
            routes: ("store" | "reveal" | "reveal-download-cred" | "get-platform-session" | "usage")[];
            /** @description Only connections to these, and so no download credentials; null: to any. */
            platforms?: string[] | null;
            /** @description Only records of these users; null: of any. */
            owners?: string[] | null;
            /** @description From then on nothing of it counts; null: no end is set. */
            expiresAt?: string | null;
            /** @description Whether its requests must be signed. Its bare secret is then refused. */
            mustSign?: boolean;
            /** @description The password of now. */
            currentPassword: string;
            /** @description For accounts with a second factor: a code of it, or a recovery code. Each works once. */
            otp?: string;
        };
        /** ServiceClientChange */
        ServiceClientChange: {
            /** @description The routes that it may call. */
            routes?: ("store" | "reveal" | "reveal-download-cred" | "get-platform-session" | "usage")[];
            /** @description Only connections to these, and so no download credentials; null: to any. */
            platforms?: string[] | null;
            /** @description Only records of these users; null: of any. */
            owners?: string[] | null;
            /** @description From then on nothing of it counts; null: no end is set. */
            expiresAt?: string | null;
            /** @description Whether its requests must be signed. Its bare secret is then refused. */
            mustSign?: boolean;
            /**
             * @description beside: the secret of now counts on · instead: it ends.
             * @enum {unknown}
             */
            newSecret?: "beside" | "instead";
            /** @description Whether the older one of two secrets ends. */
            endsPrevious?: boolean;
            /** @description The password of now. */
            currentPassword: string;
            /** @description For accounts with a second factor: a code of it, or a recovery code. Each works once. */
            otp?: string;
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
                     *       "ok": true,
                     *       "version": "0.1.0"
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        /** @description Of Genie Helper, as Semantic Versioning has it. */
                        version: string;
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
            /** @description All that is needed is there. */
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
            /** @description A mail to the address says what to do next. */
            202: {
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
    getAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account, as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "account": {
                     *         "id": "5c1f2f0e-8f5b-4c52-9a5d-0f6f3b1f7c10",
                     *         "email": "dana@example.com",
                     *         "emailVerified": true,
                     *         "firstName": "Dana",
                     *         "lastName": null,
                     *         "subscriptionTier": "pro",
                     *         "twoFactor": {
                     *           "enabled": false,
                     *           "recoveryCodesLeft": 0
                     *         },
                     *         "createdAt": "2026-03-01T09:30:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        account: components["schemas"]["Account"];
                    };
                };
            };
        };
    };
    deleteAccount: {
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
                 *       "currentPassword": "a password of your own"
                 *     }
                 */
                "application/json": components["schemas"]["AccountDeletion"];
            };
        };
        responses: {
            /** @description The account has ended, and is erased at that time unless it is brought back. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "deletesAt": "2026-03-01T09:30:04.000Z"
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        /** @description In seven days. */
                        deletesAt: string;
                    };
                };
            };
        };
    };
    updateAccount: {
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
                 *       "firstName": "Dana",
                 *       "lastName": "Reyes"
                 *     }
                 */
                "application/json": components["schemas"]["AccountChanges"];
            };
        };
        responses: {
            /** @description The account as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "account": {
                     *         "id": "5c1f2f0e-8f5b-4c52-9a5d-0f6f3b1f7c10",
                     *         "email": "dana@example.com",
                     *         "emailVerified": true,
                     *         "firstName": "Dana",
                     *         "lastName": null,
                     *         "subscriptionTier": "pro",
                     *         "twoFactor": {
                     *           "enabled": false,
                     *           "recoveryCodesLeft": 0
                     *         },
                     *         "createdAt": "2026-03-01T09:30:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        account: components["schemas"]["Account"];
                    };
                };
            };
        };
    };
    verifyEmail: {
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
                 *       "token": "the-43-characters-behind-the-hash-in-the-link"
                 *     }
                 */
                "application/json": components["schemas"]["EmailProof"];
            };
        };
        responses: {
            /** @description The address is proven. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "email": "dana@example.com",
                     *       "passwordKept": true
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        /** @description The address that the account has now. */
                        email: string;
                        /** @description False: the account has no password now. Ask for a link that sets one. */
                        passwordKept: boolean;
                    };
                };
            };
        };
    };
    resendVerification: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A mail is on its way. */
            202: {
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
    changeEmail: {
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
                 *       "currentPassword": "a password of your own"
                 *     }
                 */
                "application/json": components["schemas"]["EmailChange"];
            };
        };
        responses: {
            /** @description Two mails are on their way. */
            202: {
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
    notMe: {
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
                 *       "token": "the-43-characters-behind-the-hash-in-the-link"
                 *     }
                 */
                "application/json": components["schemas"]["NotMe"];
            };
        };
        responses: {
            /** @description Nobody is signed in any more. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "email": "dana@example.com"
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        /** @description The address that the account has now. */
                        email: string;
                    };
                };
            };
        };
    };
    changePassword: {
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
                 *       "currentPassword": "the password of now",
                 *       "newPassword": "a password of your own"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description The password is changed. */
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
    forgotPassword: {
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
                 *       "email": "dana@example.com"
                 *     }
                 */
                "application/json": components["schemas"]["ForgottenPassword"];
            };
        };
        responses: {
            /** @description If there is such an account, a mail is on its way. */
            202: {
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
    resetPassword: {
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
                 *       "token": "the-43-characters-behind-the-hash-in-the-link",
                 *       "password": "a password of your own"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordReset"];
            };
        };
        responses: {
            /** @description The password is set; sign in with it. */
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
    restoreAccount: {
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
                 *       "token": "the-43-characters-behind-the-hash-in-the-link"
                 *     }
                 */
                "application/json": components["schemas"]["AccountRestore"];
            };
        };
        responses: {
            /** @description The account is back; sign in with it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "email": "dana@example.com"
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        email: string;
                    };
                };
            };
        };
    };
    exportAccount: {
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
                 *       "currentPassword": "a password of your own"
                 *     }
                 */
                "application/json": components["schemas"]["AccountExport"];
            };
        };
        responses: {
            /** @description The document, to be kept as a file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "format": "genie-helper-export",
                     *       "version": 1,
                     *       "exportedAt": "2026-03-01T09:30:04.000Z",
                     *       "profile": {
                     *         "id": "5c1f2f0e-8f5b-4c52-9a5d-0f6f3b1f7c10",
                     *         "email": "dana@example.com",
                     *         "emailVerified": true,
                     *         "firstName": "Dana",
                     *         "lastName": null,
                     *         "subscriptionTier": "pro",
                     *         "twoFactor": {
                     *           "enabled": false,
                     *           "recoveryCodesLeft": 0
                     *         },
                     *         "createdAt": "2026-03-01T09:30:00.000Z"
                     *       },
                     *       "connections": [
                     *         {
                     *           "id": "7a3d9b52-64c1-4f0e-8a57-2e9d1b6c4f21",
                     *           "platform": "onlyfans",
                     *           "platformUsername": "dana",
                     *           "createdAt": "2026-03-01T09:30:00.000Z",
                     *           "updatedAt": "2026-03-01T09:30:00.000Z",
                     *           "credentials": {
                     *             "username": "dana",
                     *             "password": "a password of your own"
                     *           }
                     *         }
                     *       ],
                     *       "complete": true
                     *     }
                     */
                    "application/json": components["schemas"]["AccountData"];
                };
            };
        };
    };
    listOwnAccess: {
        parameters: {
            query?: {
                /** @description Default: 50. */
                limit?: number;
                /** @description Default: 0. */
                offset?: number;
                /** @description Only entries about this connection and its sessions. */
                creatorProfileId?: string;
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
                     *           "address": "192.0.2.10",
                     *           "area": "credentials",
                     *           "detail": null,
                     *           "client": "publisher"
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
    listDevices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every session that lives now. */
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
                     *           "id": "bk4vU6Tg0nqP2yYw8sXcQe",
                     *           "current": true,
                     *           "createdAt": "2026-03-01T09:30:00.000Z",
                     *           "lastSeenAt": "2026-03-01T09:30:04.000Z",
                     *           "device": "Chrome on Mac",
                     *           "address": "203.0.113.7"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        sessions: components["schemas"]["Device"][];
                    };
                };
            };
        };
    };
    endOtherDevices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All others are signed out. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    endDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id in the list. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is signed out. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    beginTwoFactor: {
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
                 *       "currentPassword": "a password of your own"
                 *     }
                 */
                "application/json": components["schemas"]["TwoFactorBeginning"];
            };
        };
        responses: {
            /** @description The secret, for an authenticator. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
                     *       "otpauthUrl": "otpauth://totp/Genie%20Helper:dana%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Genie%20Helper&algorithm=SHA1&digits=6&period=30",
                     *       "expiresAt": "2026-03-01T09:30:04.000Z"
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        /** @description In Base32, for typing. */
                        secret: string;
                        /** @description For a QR code. */
                        otpauthUrl: string;
                        /** @description Until when it waits to be confirmed. */
                        expiresAt: string;
                    };
                };
            };
        };
    };
    removeTwoFactor: {
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
                 *       "currentPassword": "a password of your own",
                 *       "otp": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["TwoFactorRemoval"];
            };
        };
        responses: {
            /** @description The password alone signs in now. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    confirmTwoFactor: {
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
                 *       "otp": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["TwoFactorCode"];
            };
        };
        responses: {
            /** @description The second factor is on. The codes are told this once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "recoveryCodes": [
                     *         "7hq2m-x4c9v-kd3tb-0w8ze",
                     *         "p5n1r-j6gy2-s9ad7-fq3mk"
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        /** @description Each stands in for a code, once. Letter case and dashes don’t matter. */
                        recoveryCodes: string[];
                    };
                };
            };
        };
    };
    newRecoveryCodes: {
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
                 *       "currentPassword": "a password of your own",
                 *       "otp": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["RecoveryCodesRenewal"];
            };
        };
        responses: {
            /** @description The codes, told this once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "recoveryCodes": [
                     *         "7hq2m-x4c9v-kd3tb-0w8ze",
                     *         "p5n1r-j6gy2-s9ad7-fq3mk"
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        /** @description Each stands in for a code, once. Letter case and dashes don’t matter. */
                        recoveryCodes: string[];
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
                /** @description Only users of this status. */
                status?: "active" | "suspended" | "unverified" | "invited" | "draft" | "archived";
                /** @description By e-mail where left out; newest: by when they were made, lastSeen: by when a login was last made or refreshed, the latest first. */
                sort?: "email" | "newest" | "lastSeen";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Users, and how many there are in all. */
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
                     *           "subscriptionTier": "pro",
                     *           "twoFactor": true,
                     *           "sessions": 2,
                     *           "lastSeenAt": "2026-03-01T09:30:04.000Z",
                     *           "createdAt": "2026-03-01T09:30:00.000Z"
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
    listRoles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All roles, by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "roles": [
                     *         {
                     *           "id": "5c1f2f0e-8f5b-4c52-9a5d-0f6f3b1f7c10",
                     *           "name": "Pro"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        roles: components["schemas"]["Role"][];
                    };
                };
            };
        };
    };
    changeUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The user's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserChanges"];
            };
        };
        responses: {
            /** @description The user as it is now. */
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
                     *         "status": "active",
                     *         "subscriptionTier": "pro",
                     *         "twoFactor": true,
                     *         "sessions": 2,
                     *         "lastSeenAt": "2026-03-01T09:30:04.000Z",
                     *         "createdAt": "2026-03-01T09:30:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        user: components["schemas"]["ListedUser"];
                    };
                };
            };
        };
    };
    listUserDevices: {
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
            /** @description Every session that lives now. */
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
                     *           "id": "bk4vU6Tg0nqP2yYw8sXcQe",
                     *           "current": false,
                     *           "createdAt": "2026-03-01T09:30:00.000Z",
                     *           "lastSeenAt": "2026-03-01T09:30:04.000Z",
                     *           "device": "Chrome on Mac",
                     *           "address": "203.0.113.7"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        sessions: components["schemas"]["Device"][];
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
    removeUserTwoFactor: {
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
            /** @description There is no second factor any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
    listCaptions: {
        parameters: {
            query?: {
                /** @description Default: 50. */
                limit?: number;
                /** @description Default: 0. */
                offset?: number;
                /** @description Words, or parts of them, that caption or topic must have, all of them; case, accents and punctuation make no difference. */
                q?: string;
                platform?: "onlyfans" | "fansly" | "x" | "reddit" | "tiktok" | "instagram" | "youtube" | "snapchat";
                /** @description Written from this moment on. */
                from?: string;
                /** @description Written before this moment. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Captions, newest first, and how many there are in all. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "captions": [
                     *         {
                     *           "id": "c2b7e4a8-0d31-4b6f-9e14-5a8c7d2f6b32",
                     *           "caption": "New photo set is up. Which one is yours? #newset #photos #tonight",
                     *           "platform": "instagram",
                     *           "tone": "playful",
                     *           "topic": "new photo set",
                     *           "length": "short",
                     *           "model": "builtin",
                     *           "source": "single",
                     *           "writtenAt": "2026-03-01T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "total": 1
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        captions: components["schemas"]["LibraryCaption"][];
                        total: number;
                    };
                };
            };
        };
    };
    deleteCaptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many there were. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "removed": 12
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        removed: number;
                    };
                };
            };
        };
    };
    deleteCaption: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The caption's id. */
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
    listJobs: {
        parameters: {
            query?: {
                /** @description Default: 50. */
                limit?: number;
                /** @description Default: 0. */
                offset?: number;
                status?: "queued" | "processing" | "completed" | "failed" | "cancelled";
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
                     *         "items": [
                     *           {
                     *             "platform": "x",
                     *             "topic": "new photo set"
                     *           },
                     *           {
                     *             "platform": "reddit"
                     *           }
                     *         ],
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
    cancelJob: {
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
            /** @description The job is cancelled. */
            200: {
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
            /** @description Newest first. Nothing in it is secret. */
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
            /** @description Newest first. Nothing in it is secret. */
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
                /** @description What entries are about: credentials where left out; account, sign-ins and what people do with their own accounts; admin, what administrators do with those of others; client, servers with names. */
                area?: "credentials" | "account" | "admin" | "client";
                /** @description Only entries about this connection and its sessions. */
                creatorProfileId?: string;
                action?: "create" | "store" | "update" | "reveal" | "store_session" | "read_session" | "delete" | "export" | "rotate" | "sign_in" | "prove" | "change_password" | "use_link" | "update_account" | "delete_account" | "two_factor_on" | "two_factor_off" | "new_recovery_codes" | "begin_deletion" | "erase" | "update_user" | "delete_user" | "sign_out_user" | "create_client" | "change_client" | "rotate_client" | "end_client" | "reseal_client";
                outcome?: "done" | "not_found" | "not_owner" | "not_allowed" | "owner_inactive" | "expired" | "unopenable" | "refused" | "unfinished";
                principalKind?: "user" | "server" | "unproven";
                /** @description A user's id; of a server, current, previous, command or guard; of nobody's account, unknown. */
                principalId?: string;
                /** @description Only entries of the server with this name; default: the shared secret. */
                client?: string;
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
                     *           "address": "192.0.2.10",
                     *           "area": "credentials",
                     *           "detail": null,
                     *           "client": "publisher"
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
    listConversations: {
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
                     *       "conversations": [
                     *         {
                     *           "sessionId": "genie-5c1f2f0e-8f5b-4c52-9a5d-0f6f3b1f7c10",
                     *           "title": "How do I schedule a post?",
                     *           "createdAt": "2026-03-01T09:30:00.000Z",
                     *           "lastMessageAt": "2026-03-01T09:30:04.000Z"
                     *         }
                     *       ],
                     *       "total": 1,
                     *       "hasModel": true
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        conversations: components["schemas"]["Conversation"][];
                        total: number;
                        /** @description Whether a language model answers; without one there are fixed help texts. */
                        hasModel: boolean;
                    };
                };
            };
        };
    };
    deleteConversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation, by a name of your own; 1 to 128 of A-Z, a-z, 0-9, dot, underscore and hyphen, but for the words null, true and false. Left out: genie-<userId>. */
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
    renameConversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation, by a name of your own; 1 to 128 of A-Z, a-z, 0-9, dot, underscore and hyphen, but for the words null, true and false. Left out: genie-<userId>. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "Captions for the summer set"
                 *     }
                 */
                "application/json": components["schemas"]["ConversationTitle"];
            };
        };
        responses: {
            /** @description It is renamed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
    listServiceClients: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All there are, the oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "clients": [
                     *         {
                     *           "id": "4f2a9c0d1e8b7a65",
                     *           "name": "publisher",
                     *           "routes": [
                     *             "store",
                     *             "reveal"
                     *           ],
                     *           "platforms": [
                     *             "onlyfans"
                     *           ],
                     *           "owners": null,
                     *           "expiresAt": null,
                     *           "mustSign": false,
                     *           "secrets": [
                     *             {
                     *               "createdAt": "2026-03-01T09:30:00.000Z"
                     *             }
                     *           ],
                     *           "createdAt": "2026-03-01T09:30:00.000Z",
                     *           "endedAt": null,
                     *           "lastUsedAt": "2026-03-01T09:30:04.000Z"
                     *         }
                     *       ],
                     *       "unopenable": []
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        clients: components["schemas"]["ServiceClient"][];
                        /** @description Ids of records that do not open, and that nothing is let in by. */
                        unopenable: string[];
                    };
                };
            };
        };
    };
    createServiceClient: {
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
                 *       "name": "publisher",
                 *       "routes": [
                 *         "store",
                 *         "reveal"
                 *       ],
                 *       "platforms": [
                 *         "onlyfans"
                 *       ],
                 *       "currentPassword": "a password of your own"
                 *     }
                 */
                "application/json": components["schemas"]["NewServiceClient"];
            };
        };
        responses: {
            /** @description The server, and its secret, told this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "client": {
                     *         "id": "4f2a9c0d1e8b7a65",
                     *         "name": "publisher",
                     *         "routes": [
                     *           "store",
                     *           "reveal"
                     *         ],
                     *         "platforms": [
                     *           "onlyfans"
                     *         ],
                     *         "owners": null,
                     *         "expiresAt": null,
                     *         "mustSign": false,
                     *         "secrets": [
                     *           {
                     *             "createdAt": "2026-03-01T09:30:00.000Z"
                     *           }
                     *         ],
                     *         "createdAt": "2026-03-01T09:30:00.000Z",
                     *         "endedAt": null,
                     *         "lastUsedAt": null
                     *       },
                     *       "secret": "gsc_4f2a9c0d1e8b7a65_ and 43 characters"
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        client: components["schemas"]["ServiceClient"];
                        secret: string;
                    };
                };
            };
        };
    };
    endServiceClient: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The server's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It has ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    changeServiceClient: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The server's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "newSecret": "beside",
                 *       "currentPassword": "a password of your own"
                 *     }
                 */
                "application/json": components["schemas"]["ServiceClientChange"];
            };
        };
        responses: {
            /** @description The server as it is now, and its new secret where it got one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true,
                     *       "client": {
                     *         "id": "4f2a9c0d1e8b7a65",
                     *         "name": "publisher",
                     *         "routes": [
                     *           "store",
                     *           "reveal"
                     *         ],
                     *         "platforms": [
                     *           "onlyfans"
                     *         ],
                     *         "owners": null,
                     *         "expiresAt": null,
                     *         "mustSign": false,
                     *         "secrets": [
                     *           {
                     *             "createdAt": "2026-03-01T09:30:00.000Z"
                     *           }
                     *         ],
                     *         "createdAt": "2026-03-01T09:30:00.000Z",
                     *         "endedAt": null,
                     *         "lastUsedAt": "2026-03-01T09:30:04.000Z"
                     *       },
                     *       "secret": "gsc_4f2a9c0d1e8b7a65_ and 43 characters"
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        ok: true;
                        client: components["schemas"]["ServiceClient"];
                        secret?: string;
                    };
                };
            };
        };
    };
}
