/**
 * How an age is said in one language, as pieces of regular expressions without accents: ages are looked for in the
 * readings of `foldText`, where words stand in lower case, parted by one space.
 */
export type AgeLanguage = {
  /** Numbers from four to seventeen in words. */
  readonly numbers: string;
  readonly eighteen: string;
  /** After a number: years. */
  readonly unit: string;
  /** After a number, or at its end: "-year-old" in one word. */
  readonly adjective?: string;
  /** Before a number: someone of that age, or the word for age. */
  readonly someone: string;
  /** Before eighteen: not yet, almost, under. */
  readonly almost: string;
  /** Before years: that they were spent, not lived. */
  readonly before: string;
  /** After years: the same. */
  readonly after: string;
};

/** Spanish and Portuguese share the word for years, once it has lost its tilde. */
const iberianBefore =
  '(?:hace|durante|desde hace|llevo|por|en|ultimos|cada|tras|celebrando|casi|dentro de|ha|em|apos|daqui a|desde)';
const iberianAfter =
  '(?:despues|depois|juntos|juntas|atras|de (?:contenido|conteudo|experienci?a|casad\\w+|matrimonio|casamento|relacion|relacao|namoro|amor|trabajo|trabalho|garantia|carrera|carreira|onlyfans|amistad|amizade|histori?a|aniversario)|en (?:onlyfans|esto)|haciendo|contigo|com voces)';

/** Every language whose ages are found by `ages.ts`; those in other scripts stand in `ages-by-script.ts`. */
export const ageLanguages: readonly AgeLanguage[] = [
  {
    numbers:
      'cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieciseis|diecisiete|diez y (?:seis|siete)',
    eighteen: 'dieciocho',
    unit: 'an(?:os?|itos)',
    adjective: 'aner[ao]s?',
    someone:
      '(?:tengo|tiene[ns]?|tenia|tenemos|cumplo|cumple|cumpli|cumplio|cumplir|cumplido|(?:chic|nin|nen|beb|muchach|mujer|niet|herman|novi|prim|jovencit|pib|chav|morr)[aoe]?s?(?: solo)?(?: de| con)?|edad(?: de)?|mis|sus)',
    almost:
      '(?:casi|aun no|todavia no|no tengo|no tiene|no cumplo|menos de|menor(?:es)? de|debajo de|pronto|antes de los|a punto de cumplir|cerca de|para los|cumplire|voy a cumplir|va a cumplir|cumplo)(?: (?:tengo|tiene|cumplo|cumple|los|cumplir))?',
    before: iberianBefore,
    after: iberianAfter,
  },
  {
    numbers: 'quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|dix ?sept',
    eighteen: 'dix ?huit',
    unit: 'ans',
    someone:
      '(?:jai|j ai|elle a|il a|tu as|agee?s?(?: de)?|age(?: de)?|(?:fille|nana|meuf|garcon|copine|mec|soeur)s?(?: de)?)(?: seulement| juste| a peine)?',
    almost:
      '(?:bientot|pas encore|presque|moins de|moins que|avant (?:ses|mes)|pas|sous les|jaurai|aura|vais avoir|va avoir)(?: les)?',
    before:
      '(?:il y a|depuis|pendant|dans|en|derniers|derniere|tous les|apres|pour|fete (?:ses|nos)|whisky|rhum|vin)',
    after:
      '(?:plus tard|deja|ensemble|deja ensemble|apres|de (?:contenu|mariage|metier|relation|couple|vie|travail|carriere|passion|garantie|bonheur)|d ?(?:experience|amour|amitie|onlyfans|existence)|sur)',
  },
  {
    numbers:
      'vier|funf|fuenf|sechs|sieben|acht|neun|zehn|elf|zwolf|zwoelf|dreizehn|vierzehn|funfzehn|fuenfzehn|sechzehn|siebzehn',
    eighteen: 'achtzehn',
    unit: 'jahren?|j(?= alt)',
    adjective: 'jahrig\\w*|jaehrig\\w*',
    someone:
      '(?:ich bin|sie ist|er ist|bin|du bist|wir sind|sie wird|wird|werde|gerade|erst|noch|wird (?:morgen|bald|heute|jetzt)|alter|(?:madchen|maedchen|freundin|girl|junge|schwester|bruder|tochter|sohn|cousine?|nachbarin)(?: von| mit)?)(?: erst| gerade| schon| noch| nur)?',
    almost:
      '(?:fast|noch (?:nicht|keine)|nicht|bald|beinahe|unter|knapp|jung(?:er)? als|vor dem|wird|werde)',
    before:
      '(?:vor|seit|nach|in|letzten|alle|uber|ueber|fur|fuer|feiere|feiern|whisky|ganze|volle|schon)',
    after:
      '(?:erfahrung|onlyfans|spater|spaeter|zusammen|lang|her|ehe|beziehung|content|jubilaum|garantie|liebe|arbeit|verheiratet|dabei|hier)',
  },
  {
    numbers:
      'quattro|cinque|sei|sette|otto|nove|dieci|(?:un|do|tre|quattor|quin|se)dici?|diciassett?e?',
    eighteen: 'diciotto',
    unit: 'ann(?:i|etti)',
    adjective: 'enn[ei]',
    someone:
      '(?:ho|ha|hai|avevo|compio|compie|fatto|compiuto|(?:ragazz|sorell|fidanzat|tip|student)[aeio]s?\\w*(?: di)?|eta(?: di)?)(?: solo| appena)?',
    almost:
      '(?:quasi|non ancora|meno di|sotto (?:i|gli)|prima dei|non ho(?: ancora)?|non ha(?: ancora)?|presto|tra poco|fra poco|compio|compie|minor[ei] (?:di|dei))',
    before: '(?:da|per|in|tra|fra|ultimi|ogni|dopo|oltre|whisky|festeggi\\w+|negli)',
    after:
      '(?:fa|dopo|insieme|di (?:noi|matrimonio|esperienza|contenut\\w|relazione|amore|onlyfans|lavoro|carriera|garanzia|attivita)|su|con voi)',
  },
  {
    numbers:
      'quatro|cinco|seis|sete|oito|nove|dez|onze|doze|treze|catorze|quatorze|quinze|dezesseis|dezasseis|dezessete|dezassete',
    eighteen: 'dezoito',
    unit: 'an(?:os|inhos)',
    someone:
      '(?:tenho|tem|tinha|fiz|fez|faz|completei|(?:menin|garot|namorad|irma|moc|rapariga|miud|rapaz)[ao]?s?(?: de| com)?|idade(?: de)?)(?: so| apenas)?',
    almost:
      '(?:quase|ainda nao|nao tenho|nao tem|menos de|menor(?:es)? de|abaixo de|antes dos|em breve|faco|vou fazer|vai fazer|completo)(?: (?:tenho|tem|fiz|os))?',
    before: iberianBefore,
    after: iberianAfter,
  },
  {
    numbers:
      'vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|dertien|veertien|vijftien|zestien|zeventien',
    eighteen: 'achttien',
    unit: 'jaar(?:tjes)?',
    adjective: 'jarige?n?',
    someone:
      '(?:ik ben|ze is|zij is|hij is|ben|wordt|word|net|leeftijd|(?:meisje|meid|meiden|jongen|vriendin|zus)s?(?: van)?)(?: pas| net| nog maar| slechts)?',
    almost: '(?:bijna|nog geen|nog niet|geen|niet|onder de|jonger dan|binnenkort|voor mijn)',
    before: '(?:al|sinds|na|over|in|afgelopen|elke|om de|voor|vier|whisky|bijna)',
    after:
      '(?:geleden|samen|later|lang|ervaring|onlyfans|content|getrouwd|relatie|jubileum|garantie)',
  },
  {
    numbers:
      '(?:czter|piec|szesc|siedem|osiem|dziewiec|dziesiec|jedenascie|dwanascie|trzynascie|czternascie|pietnascie|szesnascie|siedemnascie)(?:u|y)?|(?:jede|dwu|trzy|czter|piet|szes|siedem|czte)nast(?:u|o)',
    eighteen: 'osiemnascie|osiemnastu',
    unit: 'lat(?! (?:pull\\w*|raise|spread|spreads|day|work|machine))',
    adjective: 'lat(?:ka|ki|ke|ek|kow)|letni\\w*|o?letni\\w*',
    someone:
      '(?:mam dopiero|mam|ma|masz|miala|mialam|mialem|konczy|wiek|(?:dziewczyn|chlopak|laska)\\w*)',
    almost: '(?:prawie|jeszcze nie|nie ma|nie mam|ponizej|mniej niz|przed|niebawem)(?: mam)?',
    before: '(?:od|przez|za|po|ostatnie|co|whisky|juz)',
    after: '(?:temu|razem|pozniej|doswiadczenia|malzenstwa|pracy|onlyfans|zwiazku|gwarancji)',
  },
  {
    numbers: 'dort|bes|alti|yedi|sekiz|dokuz|on(?: ?(?:bir|iki|uc|dort|bes|alti|yedi))?',
    eighteen: 'on ?sekiz',
    unit: 'yas(?:inda\\w*|ima|im|ina|lik|lari\\w*)?',
    someone: '(?:henuz|yas|yasi|yasim|yasin|(?:kiz|erkek|manita|ogrenci)\\w*)',
    almost: '(?:neredeyse|henuz|daha|yakinda|hala)',
    before: '(?:whisky|viski)',
    after: '(?:ve ustu|ustu|uzeri)',
  },
  {
    // Indonesian, Malay, Filipino, Swahili, Romanian, Hungarian, Czech, Slovak, Croatian, Serbian, Finnish, Baltic ones,
    // Albanian, Catalan; Scandinavian, whose "år" is read with its accent.
    numbers:
      'enam belas|lima belas|tujuh belas|saisprezece|cincisprezece|tizen(?:ot|hat|het|negy|harom|ketto|egy)|(?:tri|ctr|pat|sest|sedm)nact?i?|(?:kolme|nelja|viisi|kuusi|seitseman)toista|(?:tri|cetr|pet|ses|sedam)naest',
    eighteen: 'delapan belas',
    unit: '(?:tahun|taong gulang|ani|eves|anys|godin[ae]|vuotta|vuotias|aastat|gad[iu]s?|metu|vjec|ara gam\\w+|let(?! (?:me|us|you|it|go|him|her|them|s|the|my)))',
    adjective:
      '(?:leta|lety|leteho|letou|letej|aring(?:ar|en)?|vuotia\\w*|aasta(?:ne|st)\\w*|gadig\\w*|godisnj\\w*)',
    someone:
      '(?:umur|usia|umurku|miaka|umri wa|varsta|mi je|je mi|imam|ima|olen|mul on|man ir|jag ar|hon ar|jeg er|hun er)',
    almost:
      '(?:belum|hampir|di bawah|sub|nastan|nesten|ikke|alle|jos nema[m]?|este nemam|jeste mi neni|meg nem vagyok|nu am inca)',
    before:
      '(?:selama|sejak|dalam|acum|de|pred|za|prije|pre|vec|kroz|svakih|od|uz|po|jo|yli|kohta|fa)',
    after:
      '(?:lalu|yang lalu|bersama|kemudian|de (?:experienta|casnicie|relatie|cariera|onlyfans|activitate|continut|munca)|zajedno|iskustva|rada|kanala|kasnije|spolu|yhdessa|sitten|koos|tagasi|tapasztalat\\w*|egyutt|junts)',
  },
];
