/** The shortest password that registration takes, in characters; shorter list entries can't match. */
const minLength = 8;

/** Whether a password is among the commonest ones, in any letter case. */
export type CommonPasswordCheck = (password: string) => Promise<boolean>;

/**
 * Makes the check against common passwords (NIST SP 800-63B, 3.1.1.2).
 * The list of about 40,000 is read on the first call, so a process that registers nobody never holds it.
 */
export function createCommonPasswordCheck(): CommonPasswordCheck {
  let list: Promise<ReadonlySet<string>> | undefined;
  return async (password) => {
    list ??= readList();
    return (await list).has(password.toLowerCase());
  };
}

async function readList(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const passwords: readonly string[] = dictionary['passwords-common'];
  return new Set(passwords.filter((password) => password.length >= minLength));
}
