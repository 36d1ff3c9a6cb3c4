import { holdRights } from '../../../extensions/guard/test/support/rights-suite.ts';

// Without Redis on SQLite is held by the guard's own tests.
await holdRights({ client: 'sqlite3', withRedis: true });
await holdRights({ client: 'pg', withRedis: false });
await holdRights({ client: 'pg', withRedis: true });
