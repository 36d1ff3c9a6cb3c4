/**
 * Ages as English says them, against readings of lower-case words parted by one space. What follows a number decides
 * whether it's an age; numbers that count something were taken out before, by `withoutCounts`.
 */
const words =
  'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen';
const roman = 'xvii|xvi|xv|xiv|xiii|xii|xi|ix|viii|vii';
const digits = '(?<![0-9])(?:0?[0-9]|1[0-7])(?![0-9])';

const any = `(?:${digits}|\\b(?:${words}|${roman}))`;
const fromFour = `(?:(?<![0-9])(?:0?[4-9]|1[0-7])(?![0-9])|\\b(?:${words.replace('one|two|three|', '')})\\b)`;
const fromThirteen = `(?:(?<![0-9])1[3-7](?![0-9])|\\b(?:${words.slice(words.indexOf('thirteen'))})\\b)`;
const fromTen = `(?:(?<![0-9])1[0-7](?![0-9])|\\b(?:${words.slice(words.indexOf('ten'))})\\b)`;
const eighteen = '(?:18|eighteen)(?![0-9])';

const me =
  '(?:im|i am|i was|ive been|i look|i looked|she is|shes|she was|he is|hes|he was|theyre|they are|youre|you are|you look|you were|we are|were|looks?|who is|whos|who was|is|was|being|both|turn|turns|turned|turning|like)';
const only =
  '(?: (?:just|only|still|about|about to be|going to be|almost|nearly|like|barely|both|sweet|maybe|really|actually|literally|turned|turning|now|a|my|dressed|hot|cute|tiny|not even)){0,4}';
const person =
  '(?:girls?|boys?|grils?|gurl|grl|chicks?|females?|fem|virgins?|sluts?|cuties?|princess|bitch|student|model|lad|lass|gf|bf|girlfriend|boyfriend|sister|sis|brother|bro|niece|nephew|cousin|daughter|son|maid|petite|chica|chico|fille|madchen|maedchen|meisje|ragazza|ragazzo|menina|garota|dziewczyna|kiz|muchacha)';

const spent =
  '(?:for|in|over|after|last|past|next|first|every|within|since|took|spent|been|celebrat\\w+|happy|gap|gap of|difference|another|nearly|about|almost|these|those|than|our|whole|made it|full)';
const spentAfter =
  '(?:of(?! age)|ago|later|together|anniversar\\w*|strong|running|on|in|with|here|since|and counting|counting|doing|making|as|experience|straight|from now|today|plan|warrant\\w*|contract|already|sober|married|clean|apart|long|deal|challenge|streak|journey|career|reunion|mark|gap|difference|subscription|flashback|throwback|relationships?|friendships?|marriages?|partnership|project|mortgage|hiatus|break|run|history|tradition|secret|lease|cycle|supply|celebration|milestone|party|itch|goal|loan|sentence|old)';

const months = 'jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec';
const grades = '[a-z]*(?:fir|seco|thi|four|fif|six|seven|eigh|nin|ten|eleven|twelf)[a-z]{0,3}';

/** Someone younger than eighteen, or only about to be eighteen. */
export const englishAges: readonly RegExp[] = [
  `${any} ?(?:and a half |half )?(?:years?|yrs?|yr|y|months?) ?(?:olds?|young\\b|of age\\b)`,
  `${any} ?(?:and a half |half )?(?:yo|yos|y o|yr o|ys old)(?![a-z]{2})`,
  `\\b(?:yrs|years|yo) (?:old )?${fromTen}(?! ?[a-z0-9])`,
  `(?<!\\b${spent} (?:the |about |almost |my |a )?)${fromFour} ?(?:yrs?|y)\\b(?! ${spentAfter}\\b)`,
  `(?<!\\b${spent} (?:the |about |almost |my |a )?)${fromTen} ?years?\\b(?! ${spentAfter}\\b)`,
  `\\b${me}${only} ${fromFour}(?! [0-9])`,
  `\\b(?:aged?|ages|asl|age (?:of|is|range|was|group))(?: (?:just|only|about|around|is|like))? ${fromFour}`,
  `\\b${person}(?: (?:aged?|of|is|only|just|like|named \\w+))? ?${fromTen}(?! [0-9])`,
  `${fromTen} ?(?:girl|boy|female|male|fem|virgin|slut|cutie|princess|chick)\\b(?!(?: [a-z]+)? [a-z]+s\\b)`,
  `(?<![0-9])(?:9|1[0-7]) ?[f]\\b|\\bf ?(?:9|1[0-7])(?![0-9])(?! (?:jet|falcon|fighter))`,
  `\\b(?:barely|still|just turned|merely|freshly|newly) ${fromTen}(?! [0-9])`,
  `\\b(?:almost|nearly|not even|not yet) ${fromThirteen}(?! ?[0-9])`,
  `\\bonly ${fromThirteen}(?= ?$| (?:and|but|baby|years|yo|so)\\b)`,
  `\\b(?:under|below|younger than|less than|not yet|not even|not|isnt|arent|aint|wasnt|havent turned|hasnt turned|yet to turn|nearly|almost|barely|just|bout to be|about to be|not quite|close to|shy of|short of|sub|pre|before|turn(?:s|ing)?|u|until|till|til|nowhere near|soon to be|approaching|freshly|newly)(?: (?:im|i am|i was|i turn|shes|she is|she was|she turns|hes|he is|he was|even|quite|really|fully|officially|legally|the age of|age of|age|being|a day|turned|be|of)){0,4} ?${eighteen}(?! [0-9])(?<!(?:until|till|til|before|just) 18)`,
  `${fromFour} going on\\b`,
  `^${fromThirteen} (?:today|tonight|tomorrow|now|aged?)$`,
  `\\b(?:just|me|sexy|hot|cute|petite|naughty|horny|innocent|young) ${fromThirteen}$`,
  `${fromThirteen} ?ish\\b(?! [a-z]+s\\b)`,
  `\\b(?:young|hot|sexy|cute|sweet|tiny|horny|innocent|petite|wild) and ${fromTen}(?! ?[0-9])`,
  `${fromTen} (?:(?:and|but) (?:ready|horny|looks?|looking|hot|sexy|mature|wild|never|curious|innocent|pregnant|bi|gay|single|still|feeling)|looking)\\b`,
  `\\b(?:lost it|virginity|first [a-z]+|me|my ex|virgin) at ${fromTen}(?= ?$| [a-z])|\\bat ${fromTen} (?:i|she|he)\\b`,
  `(?:\\b(?:days?|weeks?|months?|countdown|year)|_) (?:until|till|til|to|before|from|away from|shy of|short of) (?:im |i am |i turn |shes |she turns |being )?${eighteen}(?! ?[0-9])`,
  `\\b(?:before|until|till|til) (?:my|her|his|the|your) (?:18th|eighteenth|1[0-7]th)\\b`,
  `\\b(?:just|barely) ${eighteen}(?= ?$| (?:and|but|girl|baby|now|yo|years|today)\\b)`,
  `(?<!\\b(?:${months})[a-z]* )\\b${eighteen} (?:soon|not yet|next (?:week|month|year)|in (?:_|(?:a|an|[0-9]+|few)(?: \\w+)? ?(?:day|week|month|year)s?\\b)|(?:almost|nearly)(?= ?$))`,
  `\\b(?:ill|i will|shell|she will|hell|he will|gonna|going to) (?:soon |almost )?be ${eighteen}(?! (?:or|plus|and over)\\b)`,
  `\\b(?:not|almost|nearly|barely|isnt|arent|soon|not yet|soon to be|not quite) (?:yet )?(?:of )?legal\\b|\\blegal (?:soon|in [0-9a-z]+ (?:day|week|month)s?)\\b|\\btoo young (?:to|for)\\b`,
  `\\bgr(?:ades?)? (?:[1-9]|1[0-2])(?![0-9])(?! (?:steel|bolts?|titanium|beef|piano))|\\b(?:${grades}|(?:[1-9]|1[0-2])th|1st|2nd|3rd) grade(?:r|rs)?\\b|\\b(?:[5-9]|1[0-2])(?:th)? (?:class|std|standard) (?:girl|boy|student|kid)`,
  `\\b(?:year|yr|class|form) (?:[1-9]|1[0-3]) (?:student|girl|boy|pupil|class|kid)|\\b(?:gcses?|sixth form(?:er|ers)?|key stage)\\b`,
  `\\b(?:[4-9]|1[0-7])th bday\\b|\\b(?:dressed|acting|act|look|looking|looks|pretending to be|feel|feeling)(?: like)?(?: an?)? ${fromTen}(?! [0-9])`,
].map((source) => new RegExp(source));

/** What every age has: a digit, or a number in words; texts without one are spared the rest. */
export const looksLikeAge =
  /[0-9]|teen|eight|\b(?:one|two|three) ?(?:and a half |half )?[ym]|\b(?:four|five|six|seven|eight|nine|ten|eleven|twelve|xv|xi|ix|vii|grade|key stage|gcse|sixth|k12|legal|too young)|(?:fth|inth|enth|ghth)\b|\b(?:second|third|fourth|sixth) grade|\b(?:cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|catorze|quin|dieci|quatre|cinq|sept|huit|neuf|dix|onze|douze|treize|quatorze|seize|vier|funf|fuenf|sech|sieb|acht|neun|zehn|elf|zwol|zwoe|drei|quattro|cinque|sei|sette|otto|nove|dieci|undic|dodic|tredic|quattor|sedic|dici|quatro|sete|oito|dez|doze|treze|vijf|zes|zeven|negen|tien|twaalf|dertien|veertien|czter|piec|szesc|siedem|osiem|dziew|dzies|jeden|dwana|dwunast|cztenast|trzyn|piet|szesn|dort|bes(?![a-xz])|alti|yedi|sekiz|dokuz|on(?= ?(?:yas|bir|iki|uc|dort|bes|alti|yedi|sekiz)| ?[^a-z ]| ?$)|(?:kiz|erkek|manita|ogrenci|henuz|yas[a-z]*) ?on|enam|lima|tujuh|delapan|saispre|cincispre|tizen|trinac?|ctrnac|patnac|sestnac|sedmnac|kolmetoista|neljatoista|viisitoista|kuusitoista|seitsemantoista|cetrnaest|petnaest|sesnaest|sedamnaest)/;
