import { generate } from 'selfsigned';

/** A self-signed certificate for 127.0.0.1 with its key, both PEM. */
export interface TestCertificate {
  cert: string;
  key: string;
}

const dayMs = 86_400_000;

/** Makes one that is valid between two days, counted from now; negative days have passed. `names` are in it besides. */
export async function makeCertificate(
  fromDays = -1,
  toDays = 1,
  names: readonly string[] = [],
): Promise<TestCertificate> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    notBeforeDate: new Date(Date.now() + fromDays * dayMs),
    notAfterDate: new Date(Date.now() + toDays * dayMs),
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          ...names.map((value) => ({ type: 2 as const, value })),
        ],
      },
    ],
  });
  return { cert, key };
}
