/** What stands above the figures, whatever they are. */
export const reportHead: readonly string[] = [
  '# Benchmarks',
  'Written by `npm run bench`; a run takes about a quarter of an hour, longer on a busy machine, and writes this page and its plots anew. Everything that is compared is measured in one run, in turn, so that whatever else the machine does meets all of it alike. Read the ratios, not the absolute figures: server, Directus, database and the load itself share one machine. Figures are medians of the rounds, in brackets the smallest and the largest; the plots show the same.',
  tableOfCommands(),
];

function tableOfCommands(): string {
  return [
    '| command | what it measures |',
    '|---|---|',
    '| `npm run bench` | all of it, and writes this page |',
    '| `npm run bench -- auth` | the plain design, both validators and no check; by connections and by tokens |',
    '| `npm run bench -- sessions` | a check with a thousand to a million rows of sessions, on SQLite and on the PostgreSQL at 127.0.0.1:5432, where there is one |',
    '| `npm run bench -- routes` | the routes of the vault and of the captions, by connections |',
    '| `npm run bench -- vault` | sealing and opening beside bare `jose`, and a reveal beside its parts |',
    '| `npm run bench -- footprint` | how soon the API is ready, and its memory |',
    '| `npm run bench -- --quick` | little of everything, to try the code; its figures say nothing |',
  ].join('\n');
}
