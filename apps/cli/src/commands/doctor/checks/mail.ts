import { Resolver } from 'node:dns/promises';
import { isLoopbackHost } from '@genie-helper/environment';
import { MailError } from '@genie-helper/mail';
import {
  explainMailFailure,
  type MailServer,
  mailServerOf,
  withMailServer,
} from '../../../installation/mail-settings.ts';
import { type Check, type DoctorDeps, type Finding, fail, notInUse, ok, warn } from '../check.ts';

/** The mail server, where one is set: that it answers, over TLS, takes us and our sender; and where links lead. */
export function mailChecks({ installation }: DoctorDeps): Check[] {
  const { values, texts } = installation;
  const mail = mailServerOf(values);
  const unused = notInUse(
    'SMTP_URL is not set: npm start keeps mails in data/mail, see "genie mail list".',
  );
  const look =
    (use: (mail: MailServer, signal: AbortSignal) => Promise<Finding> | Finding) =>
    async (signal: AbortSignal) => {
      if (texts.SMTP_URL === undefined || mail === undefined) return unused;
      try {
        return await use(mail, signal);
      } catch (error) {
        if (error instanceof MailError) return fail(...explainMailFailure(error, mail));
        throw error;
      }
    };
  return [
    {
      id: 'mail.reachable',
      holds: 'the mail server answers, over TLS unless it is on this machine',
      variables: ['SMTP_URL', 'MAIL_FROM'],
      run: look((server) =>
        withMailServer(server, { signsIn: false }, ({ isEncrypted }) => {
          const { place } = server;
          if (isEncrypted) return ok(`The mail server answers at ${place}, over TLS.`);
          if (server.server.isLoopback)
            return ok(`The mail server of this machine answers at ${place}.`);
          return warn(
            `The mail server at ${place} has no TLS, so password and links cross the network in the clear.`,
            'Use its port with TLS, and take ALLOW_INSECURE_SMTP away.',
          );
        }),
      ),
    },
    {
      id: 'mail.credentials',
      holds: 'it takes user and password of SMTP_URL',
      needs: ['mail.reachable'],
      run: look((server) =>
        withMailServer(server, { signsIn: true }, () =>
          server.server.credentials === undefined
            ? ok('No user and password are set, and none are asked for so far.')
            : ok('It takes user and password.'),
        ),
      ),
    },
    {
      id: 'mail.sender',
      holds: 'the domain of MAIL_FROM takes mail, as other servers look at it',
      variables: ['MAIL_FROM'],
      run: look(({ domain }, signal) => {
        const resolver = new Resolver({ timeout: 2_000, tries: 2 });
        signal.addEventListener('abort', () => resolver.cancel());
        return lookAtDomain(domain, resolver);
      }),
    },
    {
      id: 'mail.links',
      holds: 'links in mails lead to HTTPS, or to this machine alone',
      variables: ['PUBLIC_URL'],
      run: look(({ server }) => lookAtLinks(values.PUBLIC_URL ?? '', server.isLoopback)),
    },
  ];
}

/** What of a resolver is asked. */
export type MailResolver = Pick<Resolver, 'resolveMx' | 'resolve4' | 'resolve6'>;

/** Whether a domain could take an answer; servers refuse mail from one that couldn't. */
export async function lookAtDomain(domain: string, resolver: MailResolver): Promise<Finding> {
  const nowhere = warn(
    `The domain of MAIL_FROM, ${domain}, takes no mail (neither MX nor address), so many servers refuse mail from it.`,
    'Set MAIL_FROM to an address of a domain of yours that takes mail.',
  );
  try {
    const exchanges = (await resolver.resolveMx(domain).catch(orNone)).map(
      ({ exchange }) => exchange,
    );
    // RFC 7505: a single empty name says that the domain takes none.
    if (exchanges.some((name) => name !== '' && name !== '.'))
      return ok(`The domain of MAIL_FROM, ${domain}, takes mail.`);
    if (exchanges.length > 0) return nowhere;
    const [v4, v6] = await Promise.all([
      resolver.resolve4(domain).catch(orNone),
      resolver.resolve6(domain).catch(orNone),
    ]);
    if (v4.length + v6.length === 0) return nowhere;
    return ok(`The domain of MAIL_FROM, ${domain}, has an address, though no MX.`);
  } catch {
    return notInUse(
      `The domain of MAIL_FROM, ${domain}, couldn't be checked: no name server answers here.`,
    );
  }
}

function orNone(error: NodeJS.ErrnoException): never[] {
  if (error.code === 'ENOTFOUND' || error.code === 'ENODATA') return [];
  throw error;
}

function lookAtLinks(publicUrl: string, isMailLocal: boolean): Finding {
  const { protocol, hostname } = new URL(publicUrl);
  const isLocal = isLoopbackHost(hostname.replace(/^\[|\]$/g, ''));
  if (isLocal && !isMailLocal) {
    return warn(
      `Links in mails lead to ${publicUrl}, which only this machine reaches.`,
      'Set PUBLIC_URL to the address that people open the console with.',
    );
  }
  if (protocol === 'https:' || isLocal) return ok(`Links in mails lead to ${publicUrl}.`);
  return fail(
    `Links in mails lead to ${publicUrl}, so tokens and new passwords cross the network in the clear.`,
    'Serve the console over HTTPS, and set PUBLIC_URL to its https:// address.',
  );
}
