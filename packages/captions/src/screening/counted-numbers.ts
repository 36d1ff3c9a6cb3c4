import { ageLanguages } from './ages-by-language.ts';

/**
 * Numbers that are no ages, in readings of lower-case words parted by one space: what counts something (`16 new
 * photos`), the end of a larger number (`twenty five`), and the age of a thing (`12 year old whisky`).
 */
export function withoutCounts(text: string): string {
  return notAges.reduce((left, phrase) => left.replace(phrase, '_'), text);
}

export const numberWords =
  'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen';

const tens =
  '(?:twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety|hundred|treinta|cuarenta|cincuenta|sesenta|vingt|trente|quarante|cinquante|soixante|vinte|trinta|quarenta|cinquenta|dwadziescia|trzydziesci|czterdziesci|piecdziesiat|yirmi|otuz|kirk|elli)';
const inWords = [numberWords, ...ageLanguages.map(({ numbers }) => numbers)].join('|');
const units = ageLanguages.map(({ unit }) => unit).join('|');
const adjectives =
  'new|more|hot|sexy|spicy|exclusive|free|full|extra|other|different|brand|fresh|long|short|big|little|steamy|all|of|my|your|the|best|top|whole|solid|nuevas?|nuevos?|neue[nr]?|nouvelles?|nouveaux|nieuwe|novas?|novos?|nowych|nowe|yeni|hard|easy';
const counted =
  'off|am|pm|min|mins|hr|hrs|h|minute|hour|second|day|week|month|inch|feet|foot|ft|miles?|km|cm|kg|lbs?|mm|mg|ml|oz|k|mil|mille|million|percent|prozent|porciento|euro|euros|eur|usd|gbp|dollar|bucks|quid|zl|tl|uhr|o ?clock|hundred|thousand|people|fans|subs|pics?|vids?|foto|photo|video|views|spots?|left|times|x|star|piece|part|mp|gb|mb|hz|p|fps|reps?|sets?|out of|of us|of you|of them|enough|too many|too much|in a|years younger|now _|strong|deep|for|in a row|th|st|nd|rd|followers|min\\w*|stund\\w*|hor[ae]s?|heures?|ore|or[ae]|uur|tage?|dias?|jours?|giorni|dagen|dni|gun|dakika|saat|fotograf\\w*|zdjec\\w*|filmow|volte|veces|vezes|fois|keer|mal|razy|kere|bilder|fotos|fotki|women|men|holes?|bit|bars?|course|page|step|way|grad|degrees?|celsius|fahrenheit';
const verbs =
  'always|is|was|has|does|loves|likes|wants|needs|says|plays|looks|gets|goes|this|yes|as|us|plus|turns|years|yrs|jahres|girls|boys|wears|shows|dances|poses|strips|teases|kiss|ass|sus|mis|nos';

/** Things after "year old" that have an age and are no people. */
const agedThings =
  'whisk(?:e?y)|scotch|rum|wine|cheese|cheddar|bourbon|tequila|port|cognac|pizza|bread|account|page|channel|blog|brand|business|company|studio|shop|house|home|building|apartment|flat|car|porsche|bmw|mercedes|audi|honda|toyota|ford|mustang|jeep|vespa|harley|truck|van|motorbike|bike|bicycle|boat|camera|lens|laptop|phone|iphone|computer|pc|mac|tv|console|guitar|piano|couch|sofa|bed|mattress|rug|lamp|dog|cat|puppy|kitten|horse|parrot|tree|plant|bonsai|recipe|jeans|dress|skirt|shirt|tee|t shirt|hoodie|jacket|coat|sweater|jumper|boots?|shoes?|sneakers?|heels|bikini|lingerie|bra|pants|shorts|bag|handbag|purse|outfit|costume|song|track|album|joke|meme|tattoo|habit|mistake|secret|sourdough|starter|perfume|lipstick|watch|ring|toy|book|story|scar';
const ownThings =
  '(?:car|house|home|dog|cat|puppy|kitten|horse|parrot|sweater|jeans|dress|jacket|coat|shirt|bag|phone|laptop|camera|guitar|bike|boots|shoes|bikini|tattoo|page|channel|account|brand|business|blog|shop|studio|company|whisky|whiskey|wine|song|photo|video|couch|sofa|tree|plant|relationship|friendship|marriage|recipe|outfit|account)s?';

const notAges: readonly RegExp[] = [
  new RegExp(
    `(?:(?<![0-9])[0-9]{1,3}|\\b(?:${inWords})\\b)(?! ?(?:months?|weeks?) old)(?: ?(?:st|nd|rd|th)\\b(?! (?:bday|birthday|grade|class|std|standard))| ?(?:k|m|x|pm|am|h|p|cm|mm|kg)\\b|(?: (?:${adjectives})){0,4} (?:(?:${counted})\\b|(?!(?:${verbs}|${inWords}|${units})\\b)[a-z]{2,}s\\b))`,
    'g',
  ),
  new RegExp(`\\b${tens} (?:y |et |e |and )?(?:${inWords})\\b`, 'g'),
  new RegExp(
    `\\b(?:[0-9]+|${numberWords}) ?(?:years?|yrs?|months?|weeks?|days?|hours?) old (?:(?:black|blue|red|white|vintage|leather|denim|favou?rite|rescue|ripped|faded|single malt|irish|scottish) )?(?:${agedThings})s?\\b(?= ?$| (?:and|in|on|is|was|with|for|from|of|to|that|still|again|collection|tasting|review|fits|i)\\b)`,
    'g',
  ),
  new RegExp(
    `\\b${ownThings} (?:is|are|was|were|turns|turned|just turned|is turning|is almost|is already|is about) (?:[0-9]+|${numberWords})(?: years? old| yrs? old| years?)?\\b`,
    'g',
  ),
];
