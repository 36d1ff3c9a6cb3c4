/**
 * Words that point at a minor, and phrases in which those words don't. Kept as data beside
 * the rule in `caption-writer.ts`. Ages stand in `ages.ts`, other languages in `minors-by-language.ts`.
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
  /\b(?:in|key of|song in) a minor\b|\bminor (?:fall|thirds?|sixths?|sevenths?|pentatonic)\b|\bursa minor\b|\b[b-g] (?:flat |sharp )?minor\b|\basia minor\b/g,
  /\b(?:no|not for|never for|zero) (?:minors|kids|children|one under (?:18|eighteen)|under ?18s?)(?: allowed| here| please)?\b/g,
  /\b(?:if you are|if youre|if your|anyone|nobody|anybody|people|persons|those) (?:under|not|below|younger than) (?:18|eighteen)\b|\bunder ?18s? (?:leave|not allowed|stay away|keep out|go away|dni|do not interact|get blocked|will be blocked|are blocked|prohibited|forbidden)\b/g,
  /\b(?:child|kid)(?: |)free(?: life| living| by choice)?\b|\bmuch ado\b|\bado about\b/g,
  /\bminors (?:dni|do not interact|dont interact|not allowed|will be blocked|get blocked|are blocked|stay away|keep out|go away)\b/g,
  /\b(?:must be|have to be|need to be|be at least|over|at least|above|age|aged) (?:18|eighteen)\b|(?<!\b(?:under|below|sub|almost|nearly|not|barely) )\b(?:18|eighteen) (?:only|plus|and over|and up|or over|or older|and older|and above|or above)\b/g,
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
  /\b(?:page|channel|account|brand|business|blog|shop|dogs?|cats?|puppys|kittens) (?:turns|turned|is turning|just turned|is|first|1st|2nd|3rd|[4-9]th|1[0-7]th|birthday) ?(?:\d{1,2}\b|birthday)?(?: years? old)?/g,
  /\b(?:1st|2nd|3rd|[4-9]th|1[0-7]th|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth) birthday of (?:my|this|the|our) (?:page|channel|account|brand|business|blog|shop|dog|cat)\b/g,
];

/** What every harmless phrase has; a text without it is spared the list. */
export const looksHarmless =
  /18|eighteen|kid|child|teen|minor|school|baby|infant|scout|enfant|kinder|young|ado\b|birthday|(?:page|channel|account|brand|business|blog|shop|dogs?|cats?|puppys|kittens) (?:turn|is|just|first|[0-9])/;

/** In Latin letters. Anything here is a minor, or near enough that no adult copy is written of it. */
export const minorTerms: readonly RegExp[] = [
  /\bteen(?!s?y\b)|\b[67]teen/,
  /\b(?:pre|tween)teens?\b|\btweens?\b|\btweenager/,
  /\bloli(?:s|ta|tas|con|cons|kon)?\b|\blolita|\bshota(?:con)?s?\b|\bnymphets?\b/,
  /\bjail ?(?:baits?|b8|bb)\b|\bbarely ?legal\b|\b(?:freshly|just|barely|newly|only just) ?(?:legal|18|eighteen)\b(?! (?!years\b)[a-z]+s\b)/,
  /\bunder ?(?:age|aged|ager|agers)\b|\bnot (?:of|yet of) (?:legal )?age\b|\b(?:below|under) (?:the )?legal age\b|\bk ?12\b|\bschool(?:ie|ies)\b/,
  /\b(?:just|freshly) turned (?:18|eighteen)\b|\b(?:18th|eighteenth|sweet sixteen|sweet 16)(?: birthday)?\b/,
  /\bminors\b|\b(?:a|as|is|was|the|this|that|her|his|being|still|am|im|my|with|of|for|sexy|hot|legal) minor\b|^minor$|\bminor (?:girls?|boys?|daughter|sister|teen|female|in my)\b|\bjuvie\b|\b(?:bar|bat) mitzvah\b|\byoungsters?\b/,
  /\bchild(?!hood\b)|\bchildhood\b/,
  /\bkid(?:s|do|dos|die|dies|dy)?\b/,
  /\bpa?edo(?:s|phil\w*|bear)?\b|\bcsam\b|\bcsem\b|\bminor attracted\b|\bhebephil\w*|\bephebophil\w*/,
  /\btoddlers?\b|\binfants?\b|\bnewborns?\b|\bkindergart\w*|\bpreschool\w*|\bpre school\w*|\bnursery school\b|\bdaycare\b/,
  /\b(?:pre)?pubescent\w*|\bpuberty\b|\badolescen\w*|\bjuveniles?\b|\bunderdeveloped\b/,
  /\b(?:school|high school|middle school|junior high|grade school|catholic school)(?: )?(?:girl|boy|kid|uniform|outfit|lolita|crush|student|freshman|sophomore|cheerleader)\w*/,
  /\b(?:high|middle|elementary|primary|secondary|grade|grammar|junior high|boarding|catholic) ?school(?:er|ers|girls?|boys?)?\b|\bschool ?(?:girl|boy)s?\b|\bjunior high\b/,
  /\b(?:young|younger|little|lil|small|tiny|wee|underaged?|innocent young|smol) (?:\w+ )?(?:girls?|boys?|sisters?|sis|brothers?|bro|daughters?|sons?|princess|ones?|lad|lass|nieces?|cousins?)\b/,
  /\b(?:young|little)(?:girl|boy)s?\b|\b(?:girl|boy)hood\b|\baltar boys?\b|\bgirl scouts?\b|\bboy scouts?\b|\bcub scouts?\b/,
  /\b(?:step|god|grand)? ?(?:daughter|stepson|grandson|godson)s?\b|\b(?:my|your|his|her|our|their|the|a|daddys|mommys) (?:son|niece|nephew)s?\b/,
  /\b(?:my|our|a|new|newborn|little|sweet|cute|the|your|his|her|with|real|actual) baby(?: (?:girl|boy|son|daughter|sister|brother))?\b(?! (?:you|im|it|i|please|come|lets))|\bbab(?:y|ies) (?:girls|boys|sister|brother|son|daughter|niece)\b|\bbabies\b/,
  /\bage ?(?:play|regress\w*)\b|\bddlg\b|\babdl\b|\bdiaper\w*|\bbabysit\w*|\bbaby sitt\w*/,
  /\b(?:in|during|from|back in) my (?:school|kid) days\b|\bwhen i was (?:a|in) (?:girl|boy|kid|little|school|young)\b|\bwhen i was (?:little|young|younger|small)\b/,
  /\b1[3-7] ?f\b|\bf ?1[3-7]\b|\bm1[3-7]\b|\b1[3-7]m\b(?! (?:views|followers|likes|fans|subs|subscribers|plays|away|deep|high|long)\b)/,
  /\b(?:1[0-7]|[4-9])th birthday\b|\b(?:1st|2nd|3rd) birthday\b|\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth) birthday\b/,
];

/** What every term for a minor has; a text without it is spared the list. */
export const looksLikeMinor =
  /[0-9]|teen|tween|loli|shota|nymphet|jail|legal|(?:\b|under)age|school|minor|juvie|mitzvah|young|child|kid|edo|csam|csem|hebephil|ephebophil|toddler|infant|newborn|kindergart|daycare|pubescent|puberty|adolescen|juvenile|underdevelop|junior|(?:little|lil|small|tiny|wee|smol) ?(?:\w+ )?(?:girl|boy|sis|bro|daughter|son|princess|one|lad|lass|niece|cousin)|underage|hood|altar|scout|daughter|(?:\b|d|p)son|niece|nephew|\bbab|ddlg|abdl|diaper|when i was|birthday/;

/** Words parted in two, as in "te en": each is looked for across one gap. */
export const partedWords: ReadonlySet<string> = new Set(
  `
  teen teens teenage teenager preteen kids child children minor minors loli lolita shota underage underaged
  schoolgirl schoolgirls jailbait pedo toddler daughter`
    .trim()
    .split(/\s+/),
);

/** Two words that only look like a parted one. */
export const harmlessPairs: ReadonlySet<string> = new Set(['lol i', 'lol ita']);

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
export const partedExplicitWords: ReadonlySet<string> = new Set(
  'pussy fuck fucking cunt blowjob creampie dildo'.split(' '),
);

const food =
  '(?:recipes?|foods?|ramen|noodles?|chips|crisps|chicken|curry|curries|salsa|tacos?|soups?|sauces?|snacks?|meals?|dish(?:es)?|dinners?|lunch(?:es)?|breakfast|kitchen|wings|peppers?|rice|sausages?|stews?|chili|veggies|dumplings|broth|burgers?|pizzas?|pasta|kimchi|seasoning|spices?|salads?|fries|nuggets|beans|cocoa|chocolate|coffee|tea|bread|buns?|eggs|tofu|shrimp|sandwich(?:es)?|hummus|dips?|cooking|menu)';
const kitchenWords =
  '(?:kids?|children|toddlers?|baby|family|friendly|homemade|easy|quick|healthy|vegan|korean|thai|mexican|indian|chinese|chicken|beef|pork|veggie|fried|baked|grilled|roasted|hot|mild|sweet|sour|and|or|not|so|new|my|our|the|weeknight|school|one|pot|of|bowl|mug|cup|is|are|was|a|bit|little|too|very|isnt|but|never|for)';

/** Phrases whose words mean a taste, a colour or a game; only the word itself is taken out, never what stands around. */
export const harmlessSuggestivePhrases: readonly RegExp[] = [
  new RegExp(
    `\\b(?:spicy|steamy|naughty|hot kids)\\b(?=(?: ${kitchenWords}){0,4} ${food}\\b)`,
    'g',
  ),
  new RegExp(`(?<=\\b${food}(?: ${kitchenWords}){0,5} )spicy\\b`, 'g'),
  /\b(?:too|not|isnt|less|how|un) spicy\b/g,
  /\bnaked (?=cakes?\b|juice\b|mole rats?\b|eye\b)|\bnude (?=lipsticks?\b|nails?\b|palette\b|shades?\b|tones?\b)/g,
  /\bnaughty (?=list\b|elf\b|step\b|corner\b|or nice\b|puppy\b|dog\b|cat\b|kitten\b)/g,
  /\bthirst (?=quench\w*|for knowledge)|\bthirsty (?=plants?\b|work\b|for knowledge)/g,
  /\bbikini(?= bottom (?:cosplay|episode|party|theme|krabby|spongebob))|\bpaint strip(?:per|ping)\b/g,
  /\bsexual (?=health\b|education\b|assault awareness)/g,
];

/** Suggestive words: with a minor in the same request they refuse it on every platform. */
export const suggestiveTerms =
  /\b(?:sexy|sexier|sexiest|sexual\w*|sultry|seduc\w+|flirt\w*|lingerie|panties|thongs?|nudes?|nudity|naked|topless|undress\w*|strip(?:ping|per|tease)|kink\w*|fetish\w*|sensual\w*|erotic\w*|naughty|thirst\w*|lewd\w*|nsfw|onlyfans|fansly|hentai|dirty talk|spicy|steamy|hot (?:girls?|boys?|teens?|kids?|body)|bikini|barely legal|jail ?bait|loli\w*|shota\w*|pa?edo\w*|csam|nymphet\w*)\b/;
