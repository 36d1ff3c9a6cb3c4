/** Larger than any batch that the API takes. */
const maxBytes = 512 * 1024;

/**
 * The text of a file.
 *
 * @throws FileProblem, with a sentence for people
 */
export async function readTextFile(file: Blob): Promise<string> {
  if (file.size > maxBytes) {
    throw new FileProblem(`This file is too large: at most ${maxBytes / 1024} KiB are read.`);
  }
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FileProblem(
      'This file is not UTF-8 text. Save it as “CSV UTF-8” and import it again.',
    );
  }
}

/** Why a file can't be read. */
export class FileProblem extends Error {
  override readonly name = 'FileProblem';
}
