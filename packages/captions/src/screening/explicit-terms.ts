/** Phrases whose words aren't meant sexually, taken out first. */
export const harmlessExplicitPhrases: readonly RegExp[] = [
  /\b(?:magna|summa) cum laude\b|\bcum laude\b/g,
  /\bpussy ?willows?\b|\bpussy ?cats?\b/g,
  /\bmoby dick\b|\bdick (?:van dyke|clark|tracy)\b/g,
  /\bsex (?:appeal|ed|education|positive|positivity|and the city|pistols)\b/g,
  /\b(?:bad|smart|kick|half|wise) ass(?:ed)?\b/g,
  /\bcock(?:er)? (?:spaniel|tail|pit|a doodle)\w*/g,
  /\banal retentive\b|\bdick(?:s)? sporting goods\b|\bblack ?cock grouse\b/g,
];

/** Words that make copy explicit rather than suggestive. Crude words count as explicit. */
export const explicitTerms: readonly RegExp[] = [
  /\b(?:mother ?)?f+u+c+k+(?:s|ed|er|ers|ing|in|able|me|toy|boy)?\b|\bfck(?:ing|ed)?\b|\bfuk(?:ing)?\b/,
  /\bcocks?\b|\bcock(?:suck\w*|slut|whore)\b|\bdicks?\b|\bdick(?:ed|ing|pic|pics)\b|\bpenis(?:es)?\b|\bboners?\b|\berections?\b|\bhard ?ons?\b/,
  /\bpuss(?:y|ies)\b|\bcunts?\b|\bvagin\w+|\bvulva\w*|\bclit(?:s|oris|oral)?\b|\blabia\b|\btwats?\b/,
  /\bcum(?:s|ming|med|shots?|slut|dump|my)?\b|\bcream ?pies?\b|\bjizz\w*|\bsperm\b|\bejaculat\w*|\bsquirt(?:s|ed|ing|er)?\b/,
  /\b(?:blow|hand|rim|foot|tit|boob) ?jobs?\b|\bdeep ?throat\w*|\bfellatio\b|\bcunnilingus\b|\brim(?:ming)\b|\bfisting\b|\bfinger(?:ed|ing) (?:my|her|him|me|your)\w*/,
  /\banal\b|\banus\b|\bbutt ?(?:hole|plug|fuck)\w*|\bass ?(?:hole|fuck|holes)\w*|\bass(?:es)?\b/,
  /\btits?\b|\btitt(?:y|ies)\b|\bboob(?:s|ies|y)?\b|\bnipples?\b|\bareola\w*/,
  /\bsex\b|\bsex(?:ual)? (?:act|acts|intercourse)\b|\bintercourse\b|\bsext(?:s|ing)?\b|\bsextape\w*/,
  /\bporn(?:o|os|ographic|ography|star|stars|hub)?\b|\bhard ?core\b|\btriple x\b/,
  /\bmasturbat\w*|\bjerk(?:ing|ed)? (?:it |me |him |you )?off\b|\bjack(?:ing|ed)? off\b|\bwank\w*|\borgasm\w*|\bgoon(?:ing|er)s?\b|\bedging\b/,
  /\bdildos?\b|\bvibrators?\b|\bstrap ?ons?\b|\bfleshlight\w*|\bbutt ?plugs?\b/,
  /\bhorny\b|\bsluts?\b|\bslutty\b|\bwhor\w+|\bgang ?bang\w*|\bbukkake\b|\bthree ?somes?\b|\borg(?:y|ies)\b|\bincest\w*|\brap(?:e|ed|es|ing|ist)\b|\bbestial\w*/,
  /\b(?:suck|lick|ride|eat)(?:s|ing)? (?:my|your|his|her|me|you|it|on (?:my|your|his|her)) ?(?:cock|dick|off|out|clit|toes|balls)?(?= *(?:cock|dick|off|out|clit|balls|$))/,
  /\binside (?:of )?me (?:raw|deep|hard)\b|\b(?:raw|deep|hard) inside (?:of )?me\b|\bspread(?:ing)? my legs\b|\bdripping wet\b|\bsoaking wet (?:for|panties)\b|\bbent over and (?:taken|begging)\b/,
];

/** Words parted in two, as in "pus sy". */
export const partedExplicitWords: readonly string[] = [
  'pussy',
  'fuck',
  'fucking',
  'cunt',
  'blowjob',
  'creampie',
  'dildo',
];

/** Suggestive words: with a minor in the same request they refuse it on every platform. */
export const suggestiveTerms =
  /\b(?:sexy|sexier|sexiest|sexual\w*|sultry|seduc\w+|flirt\w*|lingerie|panties|thongs?|nudes?|nudity|naked|topless|undress\w*|strip(?:ping|per|tease)|kink\w*|fetish\w*|sensual\w*|erotic\w*|naughty|thirst\w*|lewd\w*|nsfw|onlyfans|fansly|hentai|dirty talk|spicy|steamy|hot (?:girls?|boys?|teens?|kids?|body)|bikini|barely legal|jail ?bait|loli\w*|shota\w*|pa?edo\w*|csam|nymphet\w*)\b/;
