/** Permissive licences: their text goes along, and of who changes nothing no more is asked. */
export const plainLicences: ReadonlySet<string> = new Set([
  '(BSD-2-Clause OR MIT OR Apache-2.0)',
  '(MIT OR CC0-1.0)',
  '(MIT OR WTFPL)',
  '(WTFPL OR MIT)',
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT AND ISC AND BSD-3-Clause',
  'MIT-0',
  'Unlicense',
  'WTFPL',
  'WTFPL OR ISC',
]);

/** What the others mean for whoever runs or passes on the product, by how the lock file writes them. */
export const licenceNotes: Readonly<Record<string, string>> = {
  'BUSL-1.1':
    "Directus itself, no free licence: production use is free while the largest of one's gross revenue, budget and funding stays within 5 million US dollars over the last 12 months; above that a licence has to be bought. Development and tests are always free. Three years after a release it becomes GPL 3. The text is the file `license` in the package `directus`.",
  'AGPL-3.0':
    'Directus loads `pm2`, unchanged, for its metrics, which our Directus has off; no code of ours touches it. Whoever passes an image on gives its text and source along; whoever changes it has to offer that source to those who use it over a network.',
  'LGPL-3.0-only':
    "Directus's check of addresses, unchanged and a package of its own, so it can be replaced. Its text and source go along with an image.",
  'LGPL-3.0-or-later':
    'libvips, the library that `sharp` loads for Directus: a file of its own, unchanged, so it can be replaced. Its text and the way to its source go along with an image.',
  'Apache-2.0 AND LGPL-3.0-or-later': 'The same library on Windows.',
  'Apache-2.0 AND LGPL-3.0-or-later AND MIT': 'The same library as WebAssembly.',
  'MPL-2.0':
    "A part of Vite, which builds the console. It runs at the build, and nothing of it is in the console's files. Only a change to its own files would have to be published.",
  'CC-BY-4.0':
    "A table of what browsers can do, for Directus's tools that build extensions. Whoever passes it on names where it comes from.",
  'Python-2.0': 'Permissive: the terms of Python 2, which ask that a change be summed up.',
  '(AFL-2.1 OR BSD-3-Clause)': 'Either may be chosen: BSD.',
  '(Apache-2.0 OR UPL-1.0)':
    "Either may be chosen: Apache. Oracle's driver, which Directus can use and we don't.",
  'Apache-2': 'The manifest means Apache 2.0.',
  Apache: 'The manifest means Apache 2.0.',
  BSD: 'The manifest says no more; the file in the package is the WTFPL, which allows everything.',
  'MIT License': 'MIT.',
  'MIT/X11': 'MIT.',
  'Public Domain OR MIT': 'Either may be chosen: MIT.',
  UNLICENSED:
    'The manifest says that nobody may use it; the file `LICENSE.md` in the package is the MIT licence. A part of Directus, which depends on it.',
};

/** What packages say of their licence elsewhere, where the lock file has none. */
export const unstatedNotes: Readonly<Record<string, string>> = {
  '@ai-sdk/devtools': 'Apache 2.0, in its file `LICENSE`',
  busboy: 'MIT, in its file `LICENSE`',
  'cli-tableau': 'MIT, in its file `LICENSE`',
  'combine-errors': 'MIT, in its file `Readme.md`',
  'nodemailer-mailgun-transport': 'MIT, in its file `LICENSE`',
  'seq-queue': 'MIT, in its file `LICENSE`',
  streamsearch: 'MIT, in its file `LICENSE`',
  'thirty-two': 'MIT, in its file `LICENSE.txt`',
};
