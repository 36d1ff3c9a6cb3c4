import type { TestContext } from 'node:test';

/** Sets a variable of this process until the test ends. */
export function setVariable(t: TestContext, name: string, value: string): void {
  const before = process.env[name];
  process.env[name] = value;
  t.after(() => {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  });
}

export function readVariable(name: string): string | undefined {
  return process.env[name];
}
