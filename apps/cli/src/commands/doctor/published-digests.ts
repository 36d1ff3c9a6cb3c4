/**
 * SHA-256 of secrets that stand in published documents, so that they're known here without being written down:
 * whoever finds one can try it.
 */
export const publishedDigests: ReadonlySet<string> = new Set([
  // The examples of the document that the product was made from: admin token, shared secret.
  'ae9fcc251e512521e0dad1fe0eb2de643bfecbbcabded338c835f0abce3d204f',
  '37a6280c2589155ff3218b7cf09260156eabd43c8583936c968023336cbe8cc8',
  // KEY and SECRET of Directus's own examples.
  '646fe7e9335545a335fb9022920147545976f6cae2c8b98b754d19afc5e5c09e',
  '982f4e3a0216f3923e28c393cb83e8a04499a390d262171cdad4d67c5e383122',
]);
