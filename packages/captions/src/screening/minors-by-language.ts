/**
 * Words for minors in other languages, held against a text in its own letters: lower case, accents kept, see
 * `foldText`. Pet names for grown people (`bébé`, `детка`, `menina`) aren't among them.
 */

/** What every term of another script has, and every Scandinavian age; a text without it is spared these lists. */
export const hasDigitOrForeignLetter = /[0-9å]|[\p{L}--\p{Script=Latin}]/v;

const word = (words: string) => new RegExp(`(?<!\\p{L})(?:${words})(?!\\p{L})`, 'u');

export const minorTermsByScript: readonly RegExp[] = [
  // Chinese
  /未成年|萝莉|蘿莉|幼女|幼童|小学生|小學生|(?<!大)中学生|中學生|初中|高中|女学生|女學生|学生妹|學生妹|儿童|兒童|女童|男童|正太|少女|少年|小孩|孩子|小女孩|小男孩|小妹妹|婴儿|青少年|十几岁|校服|女儿|女兒|(?<!\p{L})高[一二三](?!\p{L}|点)|(?<!\p{L})初[一二三](?!\p{L}|十)|[初高][一二三](?:女|男|学生|生)|侄女|小学[一二三四五六]年/u,
  // Japanese
  /ロリ(?!ポップ)|ショタ|女子高生|女子校生|女子中学生|女子小学生|中学生|高校生|高校[1-3一二三]年|[中高小][1-6](?:女|男|生|の|です|だ|って|で|な|ちゃん)|中学[1-3一二三]年|小学生|女児|男児|園児|児童|子供|子ども|こども|少女|少年|幼児|赤ちゃん|(?<!二|三|四|五|六|七)十代|(?<![\d])10代|(?:私|うち|僕|俺|実)の?娘|(?<!\p{Script=Han})娘(?!\p{Script=Han})|(?<!姉)妹(?!紅|尾)|ティーン|セーラー服|学校の制服|(?<![a-z])j[cks][1-3]?(?=[\s・]*[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]j[cks](?![a-z])|(?<![a-z\d])j[cks][1-3](?![a-z\d])/u,
  // Korean
  /미성년|로리(?!타\s?패션)|쇼타|여고|여중|남고생|초딩|중딩|고딩|초등|중학|고등학|(?<!\p{L})[중고][1-3](?!\d)|아동|어린|청소년|교복|소녀|소년|꼬마|유아(?!이)|(?:10|십)대(?!\d)|(?<!\p{L})(?:내|우리|제)\s?딸|조카|여동생|여학생/u,
  // Russian, Ukrainian
  /несовершеннолет|малолет|школьни[цк]|школот|школьн\p{L}{1,4} форм|подрост|ребён|ребен|(?<!\p{L})(?:дети|детей|детям|детьми|детях)(?!\p{L})|детск|девочк|мальчик|неповнолітн|школярк|тинейдж|нимфетк|лолит|педофил|младен|племянни|сестр[её]нк|(?<!одно)классни[цк]|(?<!\p{L})доч(?:ь|ери|ка|ку|ки|кой|ен\p{L}+)(?!\p{L})|(?<!\p{L})(?:[5-9]|10|11)[-\s]?(?:й|го|м)?\s?класс|(?:пят|шест|седьм|восьм|девят|десят|одиннадцат)\p{L}{2,3} класс/u,
  /قاصر|قاصرات|طفل|أطفال|اطفال|مراهق|تلميذ/u,
  /(?<!\p{L})(?:קטינ|ילד|ילדה|ילדות|נער)\p{L}*/u,
  /नाबालिग|बच्च|स्कूली/u,
  /ανήλικ|ανηλικ|παιδί|παιδια|μαθήτρι/u,
  // Ukrainian, Bulgarian, Serbian, Macedonian
  /малолітн|дитин|(?<!\p{L})діт(?:и|ей|ьми|ям|ях)(?!\p{L})|дитяч|школяр|дівчинк|хлопчик|підліт|непълнолет|(?<!\p{L})(?:дете(?:то)?|деца(?:та)?)(?!\p{L})|ученичк|ученица|момиченц|малољетн|дијете|девојчиц/u,
  // Persian, Urdu
  /نابالغ|کودک|نوجوان|دختربچه|پسربچه|کم سن/u,
  // Bengali, Marathi, Tamil, Telugu
  /শিশু|নাবাল|কিশোর|বাচ্চা|স্কুলছাত্র|अल्पवयीन|बालिका|किशोर|சிறுமி|சிறுவன்|குழந்தை|பள்ளி மாணவ|బాలిక|మైనర్/u,
  // Thai, Lao, Khmer, Burmese
  /เด็ก(?!เสิร์ฟ|ปั๊ม)|ผู้เยาว์|นักเรียน|วัยรุ่น|เยาวชน|โลลิ|ເດັກ|កុមារ|ក្មេង|ကလေး/u,
  // Georgian, Armenian
  /არასრულწლოვ|ბავშვ|անչափահաս|երեխա/u,
];

/** What every term of the list below has, without a space or mark beside it; a text without it is spared the list. */
export const looksLikeMinorNatively =
  /menor|beb[eé]s? de|niñ|adolescent|colegial|chiquill|jovencit|quince|añer|hij[ao]|sobrin|herman(?:ita|ito)|secundaria|preparatoria|[mn](?:orr|en)it[ao]|chamaquit|bachillerato|escol(?:ar|inha)|infantil|élève|mineur|enfant|fill|écoli|lycéen|collégien|ado|gamin(?!g)|gosse|garçon|mon fils|nièce|s(?:œ|oe)ur|(?:classe de|en) (?:c[em]|cp|[3-6])|(?:six|cinqu|quatr|trois)ième|jeunette|école primaire|minderjähr|mädchen|schülerin|jugendlich|kindlich|teenie|kind[ej]|(?:ein|das|ihr|unser|kleines) kind|^\s*kind\s*$|t[oö]chter|nicht[ej]|schwester|gymnasiast|grundschul|(?:klein|schul)kind|klass|säugling|18|minor|bambin|ragazzin|bimb[aoie]|lice[ao]|(?:alle|delle) (?:medie|elementari|superiori)|scolarett|figli|nipot|sorellin|fratellin|fanciull|(?:prima|seconda|terza) (?:medi|superior)|scuol|crian[cç]|novinh|ninfet|menin|garotinh|filh|irmã|ensino|[ºo] ano|miúd|minderjarig|tiener|meisje|kleuter|peuter|puber|scholier|brugklas|basisschool|middelbare|dochter|zusje|leerling|letni|dzieck|dzieci|małolat|gimnazj|nastolat|uczennic|dziewczynk|chłopczyk|podstawówk|przedszkol|siostrz|cór|reşit|çocu|liseli|lise |okul|ergen|küçük|minik|kızım|yeğen|anak|di bawah|copi|kiskorú|mind(?:er|re)årig|skol|tonåring|trẻ|vị|alaik|laps[ie]|lasten|koulu|teini|pikku|yläaste|zletil|lnolet|malol|dítě|dět|dieťa|deti|dets|škol|dospív|holč|elev|fetiț|băieț|lice|gyer|kislány|kisfi|lány|tinéd|barne|børn|småjent|småflick|mladolet|dijete|djeca|učenic|d?jevojč|devojč|deklic|bata|dalagit|binatil|mtoto|watoto|sinh|bé |tuổi teen|thiếu|budak|kanak|bocil|bocah|remaja|siswi|alaeali|nepiln|bērn|vaik|mokinuk|moksleiv|mitur|fëmij|adingabe|edat/;

export const minorTermsInLatin: readonly RegExp[] = [
  // Spanish
  word(
    '(?:soy|siendo|era|eres) menor|beb[eé]s? de (?:\\d{1,2}|un|dos|tres) (?:años?|mes(?:es)?)|niñ[ao]s?|niñit[ao]s?|menor(?:es)? de edad|menores|adolescentes?|colegial(?:as?|es)?|chiquill[ao]s?|jovencit[ao]s?|quinceañer[ao]s?|(?:mis|sus|tus) quince|(?:once|doce|trece|catorce|dieciséis)añer[ao]s?|hij[ao]s?|sobrin[ao]s?|herman(?:ita|ito)s?|secundaria|preparatoria|morrit[ao]s?|nenit[ao]s?|chamaquit[ao]s?|bachillerato|escolar(?:es)?|infantil(?:es)?',
  ),
  // French
  word(
    "élèves? de (?:sixième|cinquième|quatrième|troisième|seconde|première|terminale)|mineure?s?|enfants?|fillettes?|écolières?|écoliers?|lycéen(?:ne)?s?|collégien(?:ne)?s?|adolescent(?:e)?s?|ados?(?! (?:about|over))|gamin(?:e)?s?|gosses?|petites? filles?|jeunes? filles?|petits? garçons?|(?:ma|notre|sa|ta) fille|mon fils|nièces?|petites? s(?:œ|oe)urs?|(?:classe de|en) (?:cp|ce1|ce2|cm1|cm2|[3-6](?:e|è|ème|eme))|(?:classe de|en) (?:sixième|cinquième|quatrième|troisième)|sixième(?=\\s*$)|jeunettes?|l'école primaire",
  ),
  // German
  /minderjährig|schulmädchen|schülerin|(?:kleine|junge)[sn]? mädchen|jugendlich|kindlich|teenie/u,
  word(
    'kinder(?! than)|kindern|kinders|kindes|(?:ein|das|mein|kein|klein|kleines|dein|ihr|unser) kind|(?<=^\\s*)kind(?=\\s*$)|kleinkind(?:er)?|(?:meine|deine|seine|ihre|unsere) tochter|töchter|töchterchen|nichten?|kleine schwester|gymnasiast(?:in|en)?|grundschul\\p{L}*|kindergarten\\p{L}*|schulkind\\p{L}*|(?:[5-9]|1[0-3])\\. ?klasse|klasse (?:[5-9]|1[0-3])|(?:fünft|sechst|siebt|acht|neunt|zehnt|elft)e[rn]? klasse|säugling\\p{L}*|u ?-?18',
  ),
  // Italian
  word(
    'minorenn[ei]|minori|bambin[aoie]|ragazzin[aoie]|bimb[aoie]|adolescent[ei]|liceal[ei]|(?:al|del) liceo|(?:alle|delle) (?:medie|elementari|superiori)|scolarett[aeio]|(?:mia|tua|sua|nostra) figlia|figliolett[ao]|(?:mia|mio|sua) nipot\\p{L}+|sorellin[ae]|fratellin[oi]|fanciull[aeio]|(?:prima|seconda|terza) (?:media|superiore|liceo)|scuol[ae] (?:medi[ae]|elementar[ei]|superior[ei])',
  ),
  // Portuguese
  word(
    'menor de idade|(?:sou|era|és) menor|menores|crianças?|criancinhas?|novinhas?|ninfetas?|meninin?h[ao]s?|garotinh[ao]s?|(?:minha|tua|sua|nossa) filh(?:a|inha)|filhinh[ao]s?|sobrinh[ao]s?|irmã(?:zinh[ao])s?|ensino (?:médio|fundamental)|[5-9][ºo] ano|(?:sexto|sétimo|oitavo|nono) ano|escolinha|miúd[ao]s?',
  ),
  // Dutch
  word(
    'minderjarig\\p{L}*|tieners?|tienermeisjes?|(?:klein|jong)e? meisjes?|kinderen|kindje[s]?|kleuters?|peuters?|pubers?|schoolmeisjes?|scholier\\p{L}*|brugklas\\p{L}*|basisschool|middelbare school|(?:mijn|onze|haar|zijn) dochter|dochtertje|zusjes?|nichtjes?|(?:eerste|tweede|derde|vierde|vijfde)klassers?|leerlinge?',
  ),
  // Polish
  word(
    '(?:nieletni|małoletni|niepełnoletni|dzieck|dzieci|małolat|gimnazj|nastolat|licealist|gimnazjalist|uczennic|dziewczynk|chłopczyk|podstawówk|przedszkol|siostrzycz|siostrzenic)\\p{L}*|(?:moja|mojej|moją|nasza) cór\\p{L}+',
  ),
  // Turkish
  /reşit\s(?:olma|değil)|(?<!\p{L})(?:çocu[kğ]|liseli|ortaokul|ilkokul|ergen(?!\p{L}*ekon))\p{L}*/u,
  word(
    'küçük kız|minik kız|kızım(?:ın|la)?|yeğen\\p{L}*|küçük kardeş\\p{L}*|lise öğrencis\\p{L}*|lise [1-4]|18 olma(?:dı|ma|sına)\\p{L}*',
  ),
  // Indonesian, Malay, Romanian, Hungarian, Scandinavian, Vietnamese
  word(
    'anak (?:sma|smp|sd|kecil|sekolah|gadis)|di bawah umur|minor[ăe]?(?= de)|copii|copil|kiskorú\\p{L}*|mindreårig\\p{L}*|minderårig\\p{L}*|skolflick\\p{L}*|skolejente\\p{L}*|tonåring\\p{L}*|trẻ em|vị thành niên',
  ),
  // The same and Danish, further words
  word(
    'minoră|elev[ăe]|elevele|adolescentă|fetiț\\p{L}*|băiețel\\p{L}*|copiilor|copil[aeă]|liceană|gyer(?:ek|mek)\\p{L}*|kislány\\p{L}*|kisfiú\\p{L}*|(?:diák|iskolás|tini)lány\\p{L}*|tinédzser\\p{L}*|barne[tn]e?|børn(?:ene)?|småjent\\p{L}*|småflick\\p{L}*|skolepige\\p{L}*|bé (?:gái|trai)|(?:học|nữ) sinh|trẻ con|tuổi teen|thiếu (?:nữ|niên|nhi)|budak sekolah|kanak[- ]?kanak|bocil|bocah|remaja|siswi',
  ),
  // Czech, Slovak, Croatian, Serbian, Slovene
  word(
    'nezletil\\p{L}*|neplnolet\\p{L}*|malolet\\p{L}*|maloljetn\\p{L}*|mladoletn\\p{L}*|dítě(?:te|ti)?|dět(?:i|í|em|ech|mi|sk\\p{L}*)|dieťa|deti|detsk\\p{L}*|škol[aá](?:čk|č|k)\\p{L}*|dospívajíc\\p{L}*|holčič\\p{L}*|dijete|djeca|učenic\\p{L}*|(?:srednjo|osnovno)škol\\p{L}*|djevojčic\\p{L}*|devojčic\\p{L}*|deklic\\p{L}*',
  ),
  // Finnish, Estonian, Latvian, Lithuanian, Albanian, Catalan, Basque, Filipino, Swahili
  word(
    "alaik[äa]i\\p{L}*|laps(?:i|et|en|ia|ille)|lasten|koulu(?:lai|tyttö|poik)\\p{L}*|teini\\p{L}*|pikku(?:tyttö|poika)\\p{L}*|yläaste\\p{L}*|alaeali\\p{L}*|nepiln(?:gad|amet)\\p{L}*|bērn(?:s|i|u|iem)|vaik(?:as|ai|ų|us|ams)|mokinuk\\p{L}*|moksleiv\\p{L}*|(?:i|e|të) mitur(?:a|it)?|fëmij\\p{L}*|menors? d['’]?edat|adingabe\\p{L}*|bata pa|batang (?:babae|lalaki)|dalagita|binatilyo|m?watoto|mtoto",
  ),
];

/** What every phrase of the list below has that has no digit and no letter but those of ASCII. */
export const harmlessWordsNatively =
  'mineur|minori|minorenni|menores|enfant|jugendliche|minderjarigen|kinder|dzieci|nieletnich|dieciocho|diciotto|dix.huit';

/** What every phrase of the list below has; a text without it is spared the list. */
export const looksHarmlessNatively = new RegExp(
  `[0-9]|[\\p{L}--\\p{ASCII}]|${harmlessWordsNatively}`,
  'v',
);

/** Rules of a platform that keep minors away, in the text's own letters; taken out before anything is looked for. */
export const nativeHarmlessPhrases: readonly RegExp[] = [
  /(?<!\p{L})(?:mi|mis|nuestr[ao]|minha|meu|ma|mon|notre|meine?|unsere?|la mia|il mio|mijn|moje|mój) (?:cuenta|página|canal|perr[ao]|gat[ao]|marca|empresa|tienda|conta|loja|cachorr[ao]|compte|page|chaîne|chienn?e?|chat|boutique|marque|seite|kanal|hund|katze|marke|account|hond|kat|kot|pies|konto|pagina|canale|cane|gatto|negozio) (?:cumple|tiene|faz|tem|a|fête ses|wird|ist|compie|ha|heeft|wordt|is|ma) \d{1,2} (?:años|anos|ans|jahre|anni|jaar|lat)(?: alt| oud)?(?!\p{L})/gu,
  /(?:interdit|interdits|pas|non) (?:aux|adapté aux) (?:mineure?s|moins de 18 ans|enfants)/gu,
  /problèmes? mineurs?|(?:la|en|do|ré|mi|fa|sol|si) mineur(?!e)|enfants? terribles?/gu,
  /(?:vietato|vietata|vietati) (?:ai|per i) (?:minori|minorenni)(?: (?:di|dei) (?:18|diciotto) anni)?/gu,
  /(?:prohibido|no apto|proibido|prohibida|não indicado)s? (?:a|para|el paso a) (?:los )?(?:menores)(?: de (?:18|edad|dieciocho|idade)(?: an?os)?| de 18 años)?/gu,
  /(?:kein zutritt|nicht|verboten|nichts) (?:für )?(?:unter 18|jugendliche|minderjährige|kinder)(?:-?jährige| jahren?)?/gu,
  /(?:geen|niet voor|verboden voor) (?:minderjarigen|onder de 18|kinderen)/gu,
  /(?:18|十八)\s?(?:歳|才|岁|歲)?\s?(?:未満|以下)(?:の方)?(?:は)?\s?(?:禁止|お断り|不可|閲覧|立入|立ち入り|請勿|请勿|勿入|禁|慎入)\S*/gu,
  /(?:未满|未滿|未満|不满)\s?(?:18|十八)\s?(?:岁|歲|歳)?\s?(?:者|的)?\s?(?:禁止|请|請|勿|不得|禁|慎入)\S*/gu,
  /未成年(?:人|者)?(?:は)?\s?(?:禁止|请勿|請勿|勿入|お断り|不可|禁入)\S*/gu,
  /(?:만\s?)?18\s?세\s?(?:미만|이하)(?:은|는)?\s?(?:금지|불가|관람불가|시청 ?금지|출입 ?금지)|미성년자\s?(?:금지|관람불가|출입 ?금지|불가)|少女時代|少女时代|소녀시대/gu,
  /(?:18 yaş altı|18 yaşından küçükler|çocuklar) (?:giremez|yasak\p{L}*|için (?:değil|uygun değil)|izleyemez)/gu,
  /(?:лицам |детям |тем, кому )?(?:до|младше|моложе) 18(?: лет)? (?:вход )?(?:запрещ\p{L}+|нельзя|не входить)|детям (?:вход )?запрещ\p{L}+|не для детей|несовершеннолетним (?:вход )?запрещ\p{L}+/gu,
  /(?:nie dla|zakaz dla) (?:dzieci|nieletnich|niepełnoletnich)|kinder (?:bueno|surprise|joy|riegel|country)/gu,
  /(?<!\p{L})(?:18|dieciocho|diciotto|dix-huit)(?: an(?:os|ni|s))? (?:o más|in su|et plus|e mais)/gu,
];
