/**
 * What models say that decline, in languages other than English: written with their accents, matched without.
 * Each wants a word for "can't", one for helping or writing, and what it's about: "that", a request, such content.
 */

const spanish = [
  String.raw`\bno (?:puedo|podemos|podré|me es posible|soy capaz de|estoy (?:en condiciones de|autorizad[oa] (?:a|para))|me siento cómod[oa])\b[^.!?\n]{0,20}\b(?:ayudar|asistir|apoyar|colaborar|cumplir|atender|responder|procesar|continuar)\w*[^.!?\n]{0,30}\b(?:con (?:eso|esto|ello|ese|este|esa|esta|tu|su|la)|solicitud(?:es)?|petición|peticiones|pedido)\b`,
  String.raw`\b(?:lo siento|lo lamento|perdón?|disculpa|lamentablemente|desafortunadamente)\b[^!?\n]{0,60}\bno (?:puedo|me es posible|podré)\b[^.!?\n]{0,20}\b(?:ayudar|asistir|crear|escribir|generar|redactar|proporcionar|producir|cumplir|hacer eso|continuar con)\w*(?![^.!?\n]*\b(?:hoy|esta semana|sin)\b)`,
  String.raw`\bno (?:puedo|me es posible|debo)\b[^.!?\n]{0,10}\b(?:crear|escribir|generar|redactar|proporcionar|producir|ofrecer)\w*\b[^.!?\n]{0,60}\b(?:explícit\w+|sexual\w*|para adultos|inapropiad\w+|este tipo|ese tipo|tales|sugerente\w*)`,
  String.raw`\bcomo (?:una? )?(?:ia|inteligencia artificial|modelo de lenguaje|asistente)\b[^.!?\n]{0,80}\bno\b`,
  String.raw`\b(?:mis|las|nuestras) (?:directrices|políticas|normas) (?:de (?:contenido|uso|seguridad|openai)|me)`,
  String.raw`\b(?:hay algo más|algo más) en lo que (?:te |le )?pueda ayudar`,
];

const portuguese = [
  String.raw`\bnão (?:posso|consigo|podemos|me é possível|sou capaz de|estou autorizad[oa] a|me sinto confortável)\b[^.!?\n]{0,20}\b(?:ajud|assist|auxili|atend|cumpri|respond|process|continu)\w*[^.!?\n]{0,30}\b(?:com (?:isso|isto|esse|essa|este|esta|o seu|a sua|sua|seu)|nisso|solicitação|solicitações|pedidos?)\b`,
  String.raw`\b(?:desculp\w+|sinto muito|lamento|infelizmente|peço desculpas?)\b[^!?\n]{0,60}\bnão (?:posso|consigo|poderei|me é possível)\b[^.!?\n]{0,20}\b(?:ajud|assist|auxili|cri|escrev|ger|redigi|fornec|produzi|cumpri|fazer isso|continuar com)\w*(?![^.!?\n]*\b(?:hoje|esta semana|sem)\b)`,
  String.raw`\bnão (?:posso|consigo|devo)\b[^.!?\n]{0,10}\b(?:criar|escrever|gerar|redigir|fornecer|produzir|oferecer)\b[^.!?\n]{0,60}\b(?:explícit\w+|sexua\w+|adulto|inapropriad\w+|(?:esse|este|desse|deste) tipo|tais|sugestiv\w+)`,
  String.raw`\bcomo (?:uma? )?(?:ia|inteligência artificial|modelo de linguagem|assistente)\b[^.!?\n]{0,80}\bnão\b`,
  String.raw`\b(?:minhas|as|nossas) (?:diretrizes|políticas|normas) (?:de (?:conteúdo|uso|segurança)|não|me)`,
  String.raw`\b(?:posso|poderia) (?:te )?ajudar (?:você )?com (?:outra coisa|algo mais|outro)`,
];

const french = [
  String.raw`\bje ne (?:peux|pourrai|puis|suis|me sens|saurais)\b(?: (?:malheureusement|donc))?(?: (?:pas|point))?[^.!?\n]{0,40}\b(?:aider|assister|accompagner|répondre|satisfaire|accéder|donner suite|traiter|continuer)\b[^.!?\n]{0,30}\b(?:cela|ça|ceci|demandes?|requêtes?|ce (?:sujet|type|genre|contenu)|cette|sur ce point|avec (?:ce|cet))\b`,
  String.raw`\b(?:désolée?|excuse\w*|regrette|malheureusement|navrée?)\b[^!?\n]{0,60}\bje ne (?:peux|pourrai|puis|suis)\b[^.!?\n]{0,40}\b(?:aider|assister|créer|écrire|générer|rédiger|fournir|produire|faire (?:cela|ça))\b(?![^.!?\n]*\b(?:aujourd'hui|cette semaine|sans)\b)`,
  String.raw`\bje ne (?:peux|pourrai|puis|suis|dois)\b[^.!?\n]{0,25}\b(?:créer|écrire|générer|rédiger|fournir|produire|proposer)\b[^.!?\n]{0,60}\b(?:explicites?|sexuel\w*|adultes?|inappropriée?s?|(?:ce|de) (?:type|genre)|tels?|suggestif\w*)`,
  String.raw`\ben tant qu(?:'|e )(?:ia|intelligence artificielle|modèle de langage|assistant\w*)\b[^.!?\n]{0,80}\bne\b`,
  String.raw`\b(?:mes|nos|les) (?:directives|règles|politiques|consignes) (?:de (?:contenu|sécurité|utilisation)|m)`,
  String.raw`\b(?:puis-je|je peux) (?:vous |t')?aider (?:avec|pour|sur) (?:autre chose|un autre)`,
];

const german = [
  String.raw`\bich (?:kann|darf|werde|möchte)\b[^.!?\n]{0,40}\b(?:nicht|keine\w*)\b[^.!?\n]{0,30}\b(?:behilflich|unterstützen|weiterhelfen|nachkommen|entsprechen|beantworten|bearbeiten|erfüllen)\b`,
  String.raw`\b(?:dabei|damit|hierbei|hiermit|bei (?:dieser|deiner|ihrer) (?:anfrage|bitte))\b[^.!?\n]{0,40}\bnicht\b[^.!?\n]{0,20}\b(?:helfen|dienen|behilflich|unterstützen|weiterhelfen)\b`,
  String.raw`\b(?:sorry|tut mir (?:\w+ )?leid|leider|entschuldig\w*|bedauere?)\b[^!?\n]{0,50}\b(?:nicht|keine\w*)\b[^.!?\n]{0,60}\b(?:helfen|erstellen|schreiben|generieren|verfassen|bereitstellen|unterstützen|formulieren)\b(?<!\bheute[^.!?\n]{0,80})`,
  String.raw`\bich (?:kann|darf|werde)\b[^.!?\n]{0,20}\b(?:nicht|keine\w*|solche\w*|diese\w*)\b[^.!?\n]{0,60}\b(?:explizit\w*|sexuell\w*|anzüglich\w*|unangemessen\w*|derartig\w*|solche\w*|(?:dieser|diese) art|inhalte?)\b[^.!?\n]{0,40}\b(?:erstellen|schreiben|generieren|verfassen|bereitstellen|formulieren|erzeugen)\b`,
  String.raw`\bals (?:ki|künstliche intelligenz|sprachmodell|assistent\w*)\b[^.!?\n]{0,80}\b(?:nicht|keine\w*)\b`,
  String.raw`\bmeine\w* (?:richtlinien|vorgaben|nutzungsbedingungen|programmierung)\b`,
];

const italian = [
  String.raw`\bnon (?:posso|possiamo|sono in grado di|mi è possibile|riesco a|sono autorizzat[oa] a)\b[^.!?\n]{0,20}\b(?:aiut|assist|support|soddisf|rispond|elabor|esaudi|accoglie|continu)\w*[^.!?\n]{0,30}\b(?:con (?:questo|questa|quello|ciò|la tua|il tuo)|in questo|richiest[ae])\b`,
  String.raw`\b(?:mi dispiace|spiacente|scus\w+|purtroppo)\b[^!?\n]{0,60}\bnon (?:posso|sono in grado di|mi è possibile)\b[^.!?\n]{0,20}\b(?:aiut|assist|crea|scriv|gener|redig|forni|produ|farlo|soddisf)\w*(?![^.!?\n]*\b(?:oggi|questa settimana|senza)\b)`,
  String.raw`\bnon (?:posso|sono in grado di|devo)\b[^.!?\n]{0,10}\b(?:creare|scrivere|generare|redigere|fornire|produrre|offrire)\b[^.!?\n]{0,60}\b(?:esplicit\w+|sessual\w+|per adulti|inappropriat\w+|(?:questo|di questo) (?:tipo|genere)|simili|suggestiv\w+)`,
  String.raw`\b(?:come|in quanto) (?:un')?(?:ia|intelligenza artificiale|modello linguistico|assistente)\b[^.!?\n]{0,80}\bnon\b`,
  String.raw`\b(?:le mie|mie) (?:linee guida|politiche|direttive)\b`,
];

const dutch = [
  String.raw`\b(?:daar|hier)(?:bij|mee)?\b[^.!?\n]{0,30}\b(?:kan|mag) ik\b[^.!?\n]{0,20}\bniet\b[^.!?\n]{0,30}\b(?:helpen|meehelpen|assisteren)\b`,
  String.raw`\bik (?:kan|mag|zal)\b[^.!?\n]{0,30}\b(?:niet|geen)\b[^.!?\n]{0,30}\b(?:(?:helpen|assisteren) (?:met|bij)|(?:dit|dat|deze|die|je|uw) verzoek|voldoen|(?:mee|bij) helpen)\b`,
  String.raw`\bik (?:kan|mag)\b[^.!?\n]{0,20}\b(?:dit|dat|deze|je|uw)\b[^.!?\n]{0,10}\bverzoek\b[^.!?\n]{0,20}\bniet\b`,
  String.raw`\b(?:sorry|het spijt me|helaas|excuses)\b[^!?\n]{0,50}\b(?:niet|geen)\b[^.!?\n]{0,60}\b(?:helpen|assisteren|schrijven|maken|genereren|voldoen|opstellen)\b(?<!\bvandaag[^.!?\n]{0,80})`,
  String.raw`\bik (?:kan|mag)\b[^.!?\n]{0,10}\bgeen\b[^.!?\n]{0,30}\b(?:expliciete|seksuele|seksueel|ongepaste|dergelijke|zulke)\b`,
  String.raw`\bals (?:een )?(?:ai|taalmodel|kunstmatige intelligentie|assistent)\b[^.!?\n]{0,80}\b(?:niet|geen)\b`,
];

const polish = [
  String.raw`\bnie (?:mogę|moge|jestem w stanie|możemy|będę)\b[^.!?\n]{0,20}\b(?:pomóc|pomagać|spełnić|zrealizować|odpowiedzieć|wykonać|wesprzeć)\b[^.!?\n]{0,30}\b(?:w tym|z tym|w tej|tej|tego|tę|ten|twoj\w+|prośb\w+|żądani\w+)\b`,
  String.raw`\b(?:przykro mi|przepraszam|niestety|wybacz)\b[^!?\n]{0,60}\bnie (?:mogę|moge|jestem w stanie)\b[^.!?\n]{0,20}\b(?:pomóc|stworzyć|napisać|wygenerować|tworzyć|pisać|generować|spełnić|tego zrobić)\b(?![^.!?\n]*\b(?:dziś|dzisiaj|bez)\b)`,
  String.raw`\bnie (?:mogę|moge|jestem w stanie)\b[^.!?\n]{0,10}\b(?:stworzyć|napisać|wygenerować|tworzyć|pisać|generować)\b[^.!?\n]{0,50}\b(?:treści|tego typu|takich|seksualn\w+|erotyczn\w+|jednoznaczn\w+)\b`,
  String.raw`\bjako (?:ai|sztuczna inteligencja|model językowy|asystent\w*)\b[^.!?\n]{0,80}\bnie\b`,
];

const russian = [
  String.raw`\bне (?:могу|смогу|можем|в состоянии|буду)\b[^.!?\n]{0,25}\b(?:помочь|помогать|выполнить|ответить|обработать|удовлетворить|поддержать|продолжать|продолжить)\b[^.!?\n]{0,30}\b(?:этим|этом|это|этот|эту|ваш\w*|тво\w+|так\w+|запрос\w*|просьб\w+)\b`,
  String.raw`\b(?:извини\w*|прости\w*|к сожалению|сожалею|прошу прощения)\b[^!?\n]{0,60}\bне (?:могу|смогу|в состоянии)\b[^.!?\n]{0,30}\b(?:помочь|создать|создавать|написать|писать|сгенерировать|генерировать|составить|предоставить|выполнить|это сделать|сделать это)\b(?![^.!?\n]*\b(?:сегодня|без)\b)`,
  String.raw`\bне (?:могу|буду|в состоянии)\b[^.!?\n]{0,10}\b(?:создать|создавать|написать|писать|сгенерировать|генерировать|составлять|предоставлять)\b[^.!?\n]{0,50}\b(?:контент|материал\w*|сексуальн\w+|откровенн\w+|тако\w+|подобн\w+|эротическ\w+)`,
  String.raw`\bкак (?:ии|искусственный интеллект|языковая модель|ассистент)\b[^.!?\n]{0,80}\bне\b`,
  String.raw`\b(?:не могу|не буду) (?:обсуждать|говорить на) эт`,
];

const ukrainian = [
  String.raw`\b(?:не можу|не зможу|не в змозі)\b[^.!?\n]{0,25}\b(?:допомогти|виконати|відповісти|створити|створювати|написати|писати|генерувати)\b[^.!?\n]{0,40}\b(?:цим|цьому|це|цей|ваш\w*|так\w+|запит\w*|контент\w*)\b`,
  String.raw`\b(?:вибач\w*|на жаль|перепрошую)\b[^!?\n]{0,60}\bне (?:можу|зможу)\b[^.!?\n]{0,20}\b(?:допомогти|створити|написати|виконати)\b`,
];

const turkish = [
  String.raw`\b(?:bu|buna|bunu|bununla|bu konuda|isteğini\w*|talebini\w*|isteği|talebi)\b[^.!?\n]{0,50}\b(?:yardımcı olama\w*|yardım edeme\w*|yerine getireme\w*|karşılayama\w*|yapama\w*|cevap vereme\w*|yanıtlayama\w*)`,
  String.raw`\b(?:üzgünüm|maalesef|özür dilerim|kusura bakma\w*|ne yazık ki)\b[^!?\n]{0,80}\b(?:yardımcı olama\w*|yardım edeme\w*|oluşturama\w*|yazama\w*|üreteme\w*|sağlayama\w*|yapama\w*)`,
  String.raw`\b(?:müstehcen|cinsel|uygunsuz|açık|bu tür|böyle)\b[^.!?\n]{0,40}\b(?:oluşturama\w*|yazama\w*|üreteme\w*|sağlayama\w*)`,
  String.raw`\b(?:bir )?(?:yapay zek[aâ]|dil modeli)(?: modeli| asistanı)?(?: olarak)\b`,
];

const japanese = [
  '(?:申し訳(?:ありません|ございません|ない)|すみません|ごめんなさい|恐れ入りますが|残念ながら)[^!?！？\n]{0,80}(?:お手伝い|お答え|対応|作成|生成|提供|お応え|支援|書く|ご要望|リクエスト)[^。!?！？\n]{0,30}(?:でき|出来|いたしかね|致しかね|しかね|かね|れません|られません|ありません)',
  '(?:その|この|ご|お客様の|そのような|このような)(?:リクエスト|要求|要望|依頼|内容|コンテンツ|ご要望|ご依頼|件)[^。!?！？\n]{0,40}(?:でき(?:ません|ない|かね)|出来ません|いたしかね|致しかね|しかねます|応じられません|お応えでき|お手伝いでき)',
  '(?:お手伝い|お答え|お応え)(?:する(?:こと)?|は|が)*[^。!?！？\n]{0,8}(?:できません|出来ません|できかねます|いたしかねます)',
  '(?:露骨|性的|不適切|アダルト)[^。!?！？\n]{0,40}(?:作成|生成|提供|書く)[^。!?！？\n]{0,20}(?:できません|出来ません|できない|いたしかねます|しかねます)',
  '(?:ai|人工知能|言語モデル)(?:アシスタント|モデル)?(?:として|です(?:の|か)で)[^。!?！？\n]{0,60}(?:できません|ません)',
];

const korean = [
  '(?:죄송|미안|유감|안타깝)[^!?\n]{0,80}(?:도와|도움|작성|생성|제공|만들|응답|답변|요청|수행|처리|쓸)[^.!?\n]{0,30}(?:없|않|못|어렵|불가)',
  '(?:그|이|해당|그런|이런|이러한|그러한|요청하신|귀하의)\\s?(?:요청|내용|콘텐츠|부탁|작업|주제)[^.!?\n]{0,50}(?:(?:수|할 수|드릴 수)\\s?없|못\\s?(?:합|해|하)|어렵|불가능|거절)',
  '(?:도와|도움을?)\\s?드릴\\s?수\\s?(?:가\\s?)?없',
  '(?:노골적|성적|선정적|부적절|음란)[^.!?\n]{0,40}(?:작성|생성|제공|만들)[^.!?\n]{0,20}(?:없|않|못)',
  '(?:ai|인공지능|언어\\s?모델)(?:\\s?(?:모델|어시스턴트))?(?:로서|으로서|이기|이라)',
];

const chinese = [
  '(?:抱歉|对不起|對不起|很遗憾|很遺憾|不好意思|遗憾)[^!?！？\n]{0,40}(?:不能|无法|無法|没法|沒法|不便|不可以|没有办法|沒有辦法)[^。!?！？\n]{0,20}(?:帮|幫|协助|協助|提供|创作|創作|生成|撰写|撰寫|编写|編寫|写|寫|回答|满足|滿足|完成|处理|處理|回应|回應|这样做|這樣做|继续|繼續)',
  '(?:不能|无法|無法|没法|沒法|不便)[^。!?！？\n]{0,12}(?:帮助|幫助|帮您|帮你|幫您|幫你|协助|協助|满足|滿足|完成|处理|處理|回答|回应|回應|执行|執行|提供)[^。!?！？\n]{0,20}(?:请求|請求|要求|此类|此類|这个|這個|这类|這類|该|該|内容|內容|问题|問題)',
  '(?:请求|請求|要求|内容|內容|话题|話題)[^。!?！？\n]{0,12}(?:不能|无法|無法|没法)[^。!?！？\n]{0,10}(?:帮|幫|协助|協助|满足|滿足|提供|完成)',
  '(?:不能|无法|無法)[^。!?！？\n]{0,8}(?:创作|創作|生成|撰写|撰寫|编写|編寫|写|寫|制作|製作)[^。!?！？\n]{0,20}(?:色情|露骨|成人|性暗示|不当|不當|此类|此類|这类|這類|这样的|這樣的|文案|内容|內容)',
  '作为(?:一个|一名)?(?:ai|人工智能|语言模型|助手)|作為(?:一個|一名)?(?:ai|人工智慧|語言模型|助手)|作为一款',
  '(?:违反|違反|不符合)[^。!?！？\n]{0,12}(?:内容政策|內容政策|准则|準則|使用政策|规定|規定|指南)',
];

const others = [
  // Arabic
  'لا (?:أستطيع|يمكنني|أقدر|نستطيع)[^.!?؟\n]{0,20}(?:مساعد|المساعد|تلبي|كتاب|إنشاء|توليد|تقديم|الاستجاب|تنفيذ)[^.!?؟\n]{0,40}(?:هذا|ذلك|هذه|طلب|محتوى|بهذا)',
  '(?:عذر|آسف|أعتذر|للأسف)[^!?؟\n]{0,50}(?:لا (?:أستطيع|يمكنني)|لن أتمكن)[^.!?؟\n]{0,20}(?:مساعد|المساعد|كتاب|إنشاء|توليد|تقديم|تلبي)',
  // Hindi
  '(?:माफ|क्षमा|खेद|सॉरी)[^!?\n]{0,80}(?:मदद|सहायता|लिख|बना|पूरा)[^।!?\n]{0,20}नहीं',
  '(?:इस|ऐसे|इसमें|आपके)[^।!?\n]{0,30}(?:मदद|सहायता|अनुरोध)[^।!?\n]{0,30}नहीं (?:कर|दे)',
  // Indonesian, Malay
  String.raw`\b(?:maaf|mohon maaf|sayangnya)\b[^!?\n]{0,60}\b(?:tidak (?:dapat|bisa|boleh)|tak (?:dapat|bisa|boleh))\b[^.!?\n]{0,20}\b(?:membantu|membuat|menulis|memenuhi|menyediakan|melakukan|memberikan)`,
  String.raw`\btidak (?:dapat|bisa)\b[^.!?\n]{0,10}\b(?:membantu|memenuhi)\b[^.!?\n]{0,30}\b(?:itu|ini|permintaan)\b`,
  // Vietnamese
  String.raw`\bkhông thể\b[^.!?\n]{0,20}\b(?:giúp|hỗ trợ|đáp ứng|tạo|viết|cung cấp)\b[^.!?\n]{0,40}\b(?:này|đó|yêu cầu|nội dung)\b`,
  String.raw`\bxin lỗi\b[^!?\n]{0,60}\bkhông thể\b[^.!?\n]{0,20}\b(?:giúp|hỗ trợ|đáp ứng|tạo|viết|cung cấp)\b`,
  // Thai
  '(?:ขอโทษ|ขออภัย|เสียใจ)[^!?\n]{0,80}ไม่สามารถ',
  'ไม่สามารถ(?:ช่วย|สร้าง|เขียน|ให้|ตอบ)[^!?\n]{0,60}(?:นี้|นั้น|คำขอ|เนื้อหา)',
  // Swedish, Danish, Norwegian
  String.raw`\b(?:jag kan (?:tyvärr )?inte|jeg kan (?:desværre |dessverre )?ikke)\b[^.!?\n]{0,20}\b(?:hjälpa|hjælpe|hjelpe|uppfylla|opfylde|oppfylle|skapa|skrive?a?|lave|lage)\b[^.!?\n]{0,30}\b(?:med (?:det|detta|den|dette)|begäran|anmodning|forespørsel|innehåll|indhold|innhold)\b`,
  String.raw`\b(?:tyvärr|förlåt|ledsen|desværre|beklager|undskyld|dessverre)\b[^!?\n]{0,50}\b(?:inte|ikke)\b[^.!?\n]{0,20}\b(?:hjälpa|hjælpe|hjelpe|skapa|skriva|skrive|lave|lage)\b`,
  // Finnish
  String.raw`\ben (?:voi|pysty)\b[^.!?\n]{0,20}\b(?:auttaa|luoda|kirjoittaa|täyttää|tuottaa)\w*[^.!?\n]{0,40}\b(?:tässä|siinä|pyyntö\w*|tällaista|sisältöä|asiassa)`,
  // Czech, Slovak
  String.raw`\b(?:nemohu|nemůžu|nemôžem|nedokážu)\b[^.!?\n]{0,20}\b(?:pomoci|pomoct|pomôcť|vyhovět|splnit|vytvořit|vytvoriť|napsat)\b[^.!?\n]{0,30}\b(?:s tím|s tým|tím|tomto|tento|žádost\w*|obsah\w*)\b`,
  String.raw`\b(?:omlouvám se|bohužel|je mi líto|prepáč\w*|bohužiaľ)\b[^!?\n]{0,60}\b(?:nemohu|nemůžu|nemôžem)\b[^.!?\n]{0,20}\b(?:pomoci|pomoct|pomôcť|vytvořit|vytvoriť|napsat)\b`,
  // Romanian
  String.raw`\bnu (?:pot|te pot|vă pot|sunt în măsură)\b[^.!?\n]{0,20}\b(?:ajut\w*|îndeplini|crea|scrie|genera|răspunde)\b[^.!?\n]{0,30}\b(?:asta|acest\w*|cerer\w*|solicitar\w*|conținut)\b`,
  // Hungarian
  String.raw`\bnem (?:tudok|segíthetek|tudom|áll módomban)\b[^.!?\n]{0,30}\b(?:ebben|segíteni|kérés\w*|teljesíteni|tartalm\w+)\b`,
  // Greek
  String.raw`\bδεν μπορώ\b[^.!?;\n]{0,20}\b(?:να )?(?:σας |σε )?(?:βοηθήσω|εκπληρώσω|δημιουργήσω|γράψω|ικανοποιήσω)\b`,
  // Hebrew
  '(?:אני )?לא (?:יכול|יכולה|אוכל)[^.!?\n]{0,15}(?:לעזור|לסייע|למלא|ליצור|לכתוב|לספק)[^.!?\n]{0,30}(?:זה|בזה|זו|בקשה|הבקשה|תוכן|עם)',
];

export const refusalsByLanguage: readonly string[] = [
  ...spanish,
  ...portuguese,
  ...french,
  ...german,
  ...italian,
  ...dutch,
  ...polish,
  ...russian,
  ...ukrainian,
  ...turkish,
  ...japanese,
  ...korean,
  ...chinese,
  ...others,
];
