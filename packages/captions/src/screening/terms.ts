/**
 * Words that point at a minor, and phrases in which those words don't. Kept as data beside
 * the rule in `caption-writer.ts`; every entry has a case in the tests' table.
 */

/** Phrases taken out before anything is looked for; what is left is still looked through. */
export const harmlessPhrases: readonly RegExp[] = [
  /\bkid gloves?\b/g,
  /\b(?:baby )?goat kids?\b|\bkid goats?\b/g,
  /\bkids? at heart\b|\binner child\b/g,
  /\bkid (?:cudi|rock|laroi|leather)\b|\bbilly the kid\b|\bkarate kid\b|\bcisco kid\b/g,
  /\bcomeback kid\b|\bnew kids? on the block\b|\bcool kids table\b|\bspy kids\b/g,
  /\bteenage mutant ninja\b|\bteenage dirtbag\b|\bteenage dream\b|\bsmells like teen spirit\b/g,
  /\bteen(?:s?y|ie) (?:tiny|weeny|weenie|bit|bikini|weensy)\b/g,
  /\b(?:a|the|my|in|ursa|[a-g]|flat|sharp) minor (?:key|chords?|scale|update|updates|change|changes|fix|fixes|tweaks?|injur(?:y|ies)|leagues?|setback|detail|details|issue|issues|delay|inconvenience|surgery|character|spoilers?|version|tour|glitch)\b/g,
  /\bminor (?:key|chords?|scale|updates?|changes?|fix|fixes|tweaks?|injur(?:y|ies)|leagues?|setbacks?|details?|issues?|delays?|inconvenience|surgery|characters?|spoilers?|version|glitch(?:es)?)\b/g,
  /\bursa minor\b|\b[b-g] (?:flat |sharp )?minor\b|\basia minor\b/g,
  /\b(?:no|not for|never for|zero) (?:minors|kids|children|one under (?:18|eighteen)|under ?18s?)(?: allowed| here| please)?\b/g,
  /\bminors (?:dni|do not interact|dont interact|not allowed|will be blocked|get blocked|are blocked|stay away|keep out|go away)\b/g,
  /\b(?:18|eighteen) (?:only|plus|and over|and up|or over|or older)\b/g,
  /\bchild(?:s|ren)? play\b(?= to| by comparison)/g,
  /\bchildhood (?:dreams?|favou?rites?|movies?|games?|songs?|snacks?|cartoons?|nostalgia)\b/g,
  /\bchild ?proof\w*|\bdestinys child\b|\bchildish gambino\b|\bwild child\b|\blove child\b|\bonly child energy\b/g,
  /\b(?:old|film|art|law|med|medical|grad|graduate|business|cooking|driving|beauty|nursing|dance|swing|pole|yoga) school\b/g,
  /\b(?:infant|baby) (?:blue|pink|yellow|lilac)\b/g,
  /\bbaby (?:blues?|pinks?|oil|dolls?|powder|tee|tees|hairs?|face|steps?|grand|daddy|mama|bump|got back|yoda|shark|spice|boomers?|corn|carrots?|spinach|back ribs|goats?|animals?|elephants?|ducks?|plants?|bottle service|bangs|driver|reindeer)\b/g,
  /\bboy scouts? honou?r\b|\bgirl scouts? cookies?\b|\bgirl scout thin mints?\b/g,
  /\benfants? terribles?\b|\bkinder (?:surprise|bueno|chocolate|eggs?)\b/g,
  /\bhigh school reunion\b|\bhigh school musical\b/g,
  /\byoung (?:and free|at heart|and wild|thug|adult fiction|professionals?)\b|\bforever young\b/g,
  /\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen) ?years? old (?:whisky|whiskey|scotch|rum|wine|cheese|cheddar|bourbon|tequila|account|page|channel|blog|brand|business|studio|shop|house|apartment|car|truck|motorbike|bike|camera|laptop|phone|computer|guitar|couch|dog|cat|puppy|kitten|horse|parrot|tree|plant|recipe)s?\b(?= ?$| (?:and|in|on|is|was|with|for|from|of|to|collection|tasting|review)\b)/g,
  /\b(?:page|channel|account|brand|business|blog|shop|dogs?|cats?|puppys|kittens) (?:turns|turned|is turning|just turned|is|first|1st|2nd|3rd|[4-9]th|1[0-7]th|birthday) ?(?:\d{1,2}\b|birthday)?(?: years? old)?/g,
  /\b(?:1st|2nd|3rd|[4-9]th|1[0-7]th|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth) birthday of (?:my|this|the|our) (?:page|channel|account|brand|business|blog|shop|dog|cat)\b/g,
];

const underEighteen =
  '(?:[0-9]|1[0-7]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)';

const agesSaid = underEighteen.replace('one|two|three|', '');

const someone =
  '(?:im|i am|i was|ive been|she is|shes|she was|he is|hes|he was|theyre|they are|youre|you are|were|who is|whos|who was|barely|aged|age|ages|turn|turns|turned|turning)';

/** In Latin letters. Anything here is a minor, or near enough that no adult copy is written of it. */
export const minorTerms: readonly RegExp[] = [
  /\bteen(?!s?y\b)/,
  /\b(?:pre|tween)teens?\b|\btweens?\b|\btweenager/,
  /\bloli(?:s|ta|tas|con|cons|kon)?\b|\blolita|\bshota(?:con)?s?\b|\bnymphets?\b/,
  /\bjail ?(?:baits?|b8|bb)\b|\bbarely ?legal\b|\b(?:freshly|just|barely|newly|only just) ?(?:legal|18|eighteen)\b/,
  /\bunder ?(?:age|aged|ager|agers)\b|\bnot (?:of|yet of) (?:legal )?age\b/,
  /\b(?:under|below|younger than|less than|not yet|not even|nearly|almost|turning|turns|before (?:i|she|he) (?:was|turned)|u) ?(?:18|eighteen)\b/,
  /\b(?:just|freshly) turned (?:18|eighteen)\b|\b(?:18th|eighteenth|sweet sixteen|sweet 16)(?: birthday)?\b/,
  /\bminors\b|\b(?:a|as|is|was|the|this|that|her|his|being|still|am|im|my|with|of|for|sexy|hot|legal) minor\b|^minor$/,
  /\bchild(?!hood\b)|\bchildhood\b/,
  /\bkid(?:s|do|dos|die|dies|dy)?\b/,
  /\bpa?edo(?:s|phil\w*|bear)?\b|\bcsam\b|\bcsem\b|\bminor attracted\b|\bhebephil\w*|\bephebophil\w*/,
  /\btoddlers?\b|\binfants?\b|\bnewborns?\b|\bkindergart\w*|\bpreschool\w*|\bpre school\w*|\bnursery school\b|\bdaycare\b/,
  /\b(?:pre)?pubescent\w*|\bpuberty\b|\badolescen\w*|\bjuveniles?\b|\bunderdeveloped\b/,
  /\b(?:school|high school|middle school|junior high|grade school|catholic school)(?: )?(?:girl|boy|kid|uniform|outfit|lolita|crush|student|freshman|sophomore|cheerleader)\w*/,
  /\b(?:high|middle|elementary|primary|secondary|grade|grammar|junior high|boarding|catholic) ?school(?:er|ers)?\b|\bjunior high\b/,
  /\b(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth) grade(?:r|rs)?\b/,
  /\b(?:young|younger|little|lil|small|tiny|wee|underaged?|innocent young|smol) (?:\w+ )?(?:girls?|boys?|sisters?|sis|brothers?|bro|daughters?|sons?|princess|ones?|lad|lass|nieces?|cousins?)\b/,
  /\b(?:young|little)(?:girl|boy)s?\b|\b(?:girl|boy)hood\b|\baltar boys?\b|\bgirl scouts?\b|\bboy scouts?\b|\bcub scouts?\b/,
  /\b(?:step|god|grand) ?(?:daughter|son|child)s?\b|\b(?:my|your|his|her|our|their|the|a|daddys|mommys) (?:daughter|son|niece|nephew)s?\b/,
  /\b(?:my|our|a|new|newborn|little|sweet|cute|the|your|his|her|with|real|actual) baby(?: (?:girl|boy|son|daughter|sister|brother))?\b(?! (?:you|im|it|i|please|come|lets))|\bbab(?:y|ies) (?:girls|boys|sister|brother|son|daughter|niece)\b|\bbabies\b/,
  /\bage ?(?:play|regress\w*)\b|\bddlg\b|\babdl\b|\bdiaper\w*|\bbabysit\w*|\bbaby sitt\w*/,
  /\b(?:in|during|from|back in) my (?:school|kid) days\b|\bwhen i was (?:a|in) (?:girl|boy|kid|little|school|young)\b|\bwhen i was (?:little|young|younger|small)\b/,
  new RegExp(String.raw`\b${underEighteen} ?(?:years?|yrs?|yr) ?(?:olds?|young)\b`),
  new RegExp(String.raw`\b${underEighteen} ?(?:yo|yos|yrs? old|y old)\b`),
  /\b1[3-7] ?f\b|\bf ?1[3-7]\b|\bm1[3-7]\b|\b1[3-7]m\b(?! (?:views|followers|likes|fans|subs|subscribers|plays|away|deep|high|long)\b)/,
  new RegExp(
    String.raw`\b${someone} (?:just |only |still |about |about to be |going to be |almost |nearly |like )?${agesSaid}(?= ?$| (?:and|but|so|now|again|years|yrs|yo|in this|here|when|today|or|going on)\b)`,
  ),
  new RegExp(String.raw`\b${underEighteen} going on (?:\d+|\w+)\b`),
  /\b(?:1[0-7]|[4-9])th birthday\b|\b(?:1st|2nd|3rd) birthday\b|\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth) birthday\b/,
];

/** Words parted in two, as in "te en": each is looked for across one gap. */
export const partedWords: readonly string[] = `
  teen teens teenage teenager preteen kids child children minor minors loli lolita shota underage underaged
  schoolgirl schoolgirls jailbait pedo toddler daughter`
  .trim()
  .split(/\s+/);

/** Two words that only look like a parted one. */
export const harmlessPairs: ReadonlySet<string> = new Set(['lol i', 'lol ita']);

/** In other languages and scripts, held against the text with its accents. */
export const nativeMinorTerms: readonly RegExp[] = [
  /未成年|萝莉|蘿莉|幼女|幼童|小学生|小學生|初中生|高中生|儿童|兒童|女童|男童|正太/u,
  /ロリ|ショタ|女子高生|女子中学生|女子小学生|中学生|高校生|子供|子ども|少女|少年|幼児/u,
  /미성년|로리|쇼타|여고생|여중생|초등학생|중학생|고등학생|아동|어린이|청소년/u,
  /несовершеннолет|малолет|школьни[цк]|подрост|ребён|ребен|дети(?!\p{L})|детск|девочк|мальчик|неповнолітн/u,
  /قاصر|قاصرات|طفل|أطفال|اطفال|مراهق/u,
  /(?<!\p{L})(?:קטינ|ילד|ילדה|ילדות|נער)\p{L}*/u,
  /नाबालिग|बच्च/u,
  /(?<!\p{L})niñ[ao]s?(?!\p{L})|menor(?:es)? de edad|(?<!\p{L})adolescentes?(?!\p{L})|colegiala/u,
  /(?<!\p{L})(?:mineure?s?|enfants?|fillettes?|écolières?|lycéennes?|collégiennes?)(?!\p{L})/u,
  /minderjährig|schulmädchen|kleine[sn]? mädchen|jugendliche|kindlich|(?<!\p{L})kinder(?!\p{L})/u,
  /menor de idade|(?<!\p{L})(?:criança|novinha|ninfeta)s?(?!\p{L})|minorenn|(?<!\p{L})(?:bambin[aoie]|ragazzin[aoie])(?!\p{L})/u,
  /(?<!\p{L})(?:nieletni|małoletni|dziecko|dzieci|reşit olmayan|çocuk)\p{L}*/u,
];

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
export const partedExplicitWords: readonly string[] =
  'pussy fuck fucking cunt blowjob creampie dildo'.split(' ');

/** Suggestive words: with a minor in the same request they refuse it on every platform. */
export const suggestiveTerms =
  /\b(?:sexy|sexier|sexiest|sexual\w*|sultry|seduc\w+|flirt\w*|lingerie|panties|thongs?|nudes?|nudity|naked|topless|undress\w*|strip(?:ping|per|tease)|kink\w*|fetish\w*|sensual\w*|erotic\w*|naughty|thirst\w*|lewd\w*|nsfw|onlyfans|fansly|hentai|dirty talk|spicy|steamy|hot (?:girls?|boys?|teens?|kids?|body)|bikini|barely legal|jail ?bait|loli\w*|shota\w*|pa?edo\w*|csam|nymphet\w*)\b/;
