/** The largest value that is sealed, in bytes of its JSON: half as much again as the largest body, a cookie jar. */
export const maxValueBytes = 384 * 1024;

/** The longest ciphertext that is looked at: the largest value in base64url, and the longest header. */
export const maxCiphertextCharacters = (maxValueBytes / 3) * 4 + 16 * 1024;
