import { sealAndOpen } from './seal-and-open.ts';

/** Compares the vault with bare calls of the library it's built on. */
export async function run(): Promise<void> {
  await sealAndOpen();
}
