import { reveal } from './reveal.ts';
import { sealAndOpen } from './seal-and-open.ts';

/** Compares the vault with bare calls of the library it's built on, and a reveal with its parts. */
export async function run(): Promise<void> {
  await sealAndOpen();
  await reveal();
}
