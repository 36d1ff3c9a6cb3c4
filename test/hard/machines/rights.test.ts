import { holdRights } from '../../../extensions/guard/test/support/rights/suite.ts';

// Without Redis on SQLite is held by the guard's own tests.
holdRights({ client: 'sqlite3', withRedis: true });
holdRights({ client: 'pg', withRedis: false });
holdRights({ client: 'pg', withRedis: true });
