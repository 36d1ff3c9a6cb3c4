import { holdRights } from '../support/rights/suite.ts';

// As `npm start` runs it; with PostgreSQL and Redis the same is held by `npm run test:hard`, as one run takes more than a minute.
holdRights({ client: 'sqlite3', withRedis: false });
