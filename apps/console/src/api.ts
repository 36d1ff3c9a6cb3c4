import { createCookieClient } from '@genie-helper/client';

/** The API of this page's own origin. The session is in a cookie that no script can read. */
export const genie = createCookieClient({ apiUrl: '' });
