import { createHash } from 'node:crypto';

/** An advisory of something that the product is built on, and what it means here. */
interface Advisory {
  id: string;
  /** The package that it's about, as a package URL. */
  subject: string;
  /** Of the statement: when it was first made, and when it was last looked at. */
  since: string;
  updated?: string;
  /** By OpenVEX 0.2.0, "Status justifications". */
  justification:
    | 'component_not_present'
    | 'vulnerable_code_not_present'
    | 'vulnerable_code_not_in_execute_path'
    | 'vulnerable_code_cannot_be_controlled_by_adversary'
    | 'inline_mitigations_already_exist';
  /** Why it isn't reached. */
  impact: string;
  /** The test that holds it. */
  test: string;
}

/** Both are repaired in the Directus 12 that DIRECTUS_RELEASE=12 runs, which is therefore no subject of any. */
const directus11 = 'pkg:npm/directus@11.17.4';

export const advisories: readonly Advisory[] = [
  {
    id: 'CVE-2026-126539',
    subject: directus11,
    since: '2026-11-26T00:00:00Z',
    justification: 'vulnerable_code_not_in_execute_path',
    impact:
      'WebSockets in public mode are needed, and WEBSOCKETS_ENABLED=false is set for Directus. Whoever turns them on leaves WEBSOCKETS_REST_AUTH and WEBSOCKETS_GRAPHQL_AUTH at "handshake" or "strict"; "genie doctor" names a Directus that is set up otherwise (directus.websockets).',
    test: 'test/e2e/advisories.test.ts',
  },
  {
    id: 'CVE-2026-129239',
    subject: directus11,
    since: '2026-11-26T00:00:00Z',
    justification: 'vulnerable_code_cannot_be_controlled_by_adversary',
    impact:
      'A share of a record, or the right to make one, is needed. No policy of the product has a right on directus_shares, and the product makes no share; administrators alone can. "genie doctor" names a share that is there (directus.shares).',
    test: 'test/e2e/advisories.test.ts',
  },
];

/**
 * Writes what is known of advisories against what the product is built on, for scanners: an OpenVEX 0.2.0 document.
 *
 * @param version of the product
 */
export function renderVex(version: string): string {
  const statements = advisories.map((advisory) => ({
    vulnerability: { name: advisory.id },
    timestamp: advisory.since,
    ...(advisory.updated === undefined ? {} : { last_updated: advisory.updated }),
    products: [
      {
        '@id': `pkg:generic/genie-helper-directus@${version}`,
        subcomponents: [{ '@id': advisory.subject }],
      },
    ],
    status: 'not_affected',
    justification: advisory.justification,
    impact_statement: advisory.impact,
    status_notes: `Held by ${advisory.test}.`,
  }));
  const digest = createHash('sha256').update(JSON.stringify(statements)).digest('hex');
  const times = advisories.map(({ since, updated }) => updated ?? since).sort();
  const document = {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': `https://openvex.dev/docs/public/vex-${digest}`,
    author: 'Genie Helper',
    role: 'Document Creator',
    timestamp: times[0],
    last_updated: times.at(-1),
    version: statements.length,
    statements,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
