/**
 * Letters of other scripts and signs that generators of "fancy text" write in place of Latin ones. Within words of their
 * own scripts they are something else, so they make a reading of their own beside those of `foldText`.
 */

/** One line a style, from a to z; a letter that stands for itself, or has no sign, is a space. */
const styles: readonly string[] = [
  // Canadian syllabics
  'ᗩᗷᑕᗪᗴᖴᘜᕼᓰᒍᛕᒪᗰᑎᗝᑭᑫᖇᔕᖶᑌᐯᗯ᙭ᖻᘔ',
  'ᗅᗽᑢᕲᘿ   ᑊᒚᖽᒻᘻᘉᓍᕵ ᖆᔖ ᑘᐺᘺ  ᗱ',
  // Chinese, Japanese and Bopomofo
  '卂乃匚ᗪ乇千Ꮆ卄丨ﾌҜㄥ爪几ㄖ卩Ɋ尺丂ㄒㄩ√山乂ㄚ乙',
  'ﾑ ᄃり ｷ んﾉ ズﾚﾶ刀の尸ゐ  ｲひ  ﾒﾘ ',
  // Signs of currencies
  '₳฿₵ĐɆ₣₲ⱧłJ₭Ⱡ₥₦Ø₱ Ɽ₴₮ɄV₩ӾɎⱫ',
  ' ᙖ¢∂   ₶ ʝ ℓ  σ        ӿ¥ ',
  // Letters of Thai, Hebrew and Arabic
  'ค ς   ﻮђเןк  ภ๏ק гร ยשฬאץ ',
  // Letters with hooks and tails
  'αႦƈԃҽϝɠԋιʝƙʅɱɳσρϙɾʂƚυʋɯxყȥ',
  'ąცƈɖɛʄɠɧıʝƙƖɱŋơ℘զཞʂɬų۷ῳҳყʑ',
  'Ⱥƀȼđɇ ǥħɨɉꝁ   øᵽꝗɍ ⱦᵾ   ɏƶ',
  // Greek and Cyrillic
  'αвς∂єғﻭнιנкℓмησρզяѕтυνωχуž',
  'ΛБ  Ξ      ⅃ ПӨ  Я ƬЦ ЩЖЧ ',
  // Cherokee and Ethiopic
  'ᏗᏰፈᎴᏋᎦᎶᏂᎥᏠᏦᏝᎷᏁᎧᎮᎤᏒᏕᏖᏬᏉᏇጀᎩፚ',
  'ልጌርዕቿቻኗዘጎጋጕረጠክዐየዒዪነፕሁሀሠሸሃጊ',
  // Yi
  'ꋬꃳꉔ꒯ꏂꊰꍌꁝ꒐꒻ꀘ꒒ꂵꋊꄲꉣꆰꋪꇙ꓄꒤꒦ꅐꉧꌦꁴ',
  'ꍏꌃꉓꀸꍟꎇꁅꃅꀤꀭꀘ꒒ꂵꈤꂦꉣꆰꋪꌗ꓄ꀎꃴꅏꊼꌩꁴ',
  // Armenian
  'ԹՅՇԺȝԲԳɧɿʝƙʅʍՌԾρφՐՏԵՄעաՃՎՀ',
  // Old Italic, Gothic and other old alphabets
  '𐌀𐌁𐌂𐌃𐌄𐌅Ᏽ𐋅𐌉 𐌊𐌋𐌌𐌍Ꝋ𐌐𐌒𐌓𐌔𐌕𐌵ᕓᏔ𐋄𐌙Ɀ',
  '𐌰𐌱 𐌳𐌴𐍆𐌲𐌷𐌹𐌾𐌺𐌻𐌼𐌽𐍉𐍀 𐍂𐍃𐍄𐌿 𐍅𐍇 𐌶',
  '𐊠𐊡𐊢 𐊆𐊇 𐋏𐊊  𐐛𐊰𐔓𐊒𐊕  𐊖𐊗  ᱦ𐊐𐊲𐋵',
  ' 𐊂𐐕   ᧁ     𐌑ᱯ𐐄   𐐠𐊱   𐊴  ',
];

/** Letters turned upside down; some are other letters of ours. */
const turnedStyle = 'ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz';

const letterAt = (index: number) => String.fromCodePoint(0x61 + index);

/** As `foldText` has them when they are looked up: small, in their compatibility form. */
const asFolded = (sign: string) => sign.normalize('NFKC').toLowerCase();

function read(style: string): [sign: string, letter: string][] {
  return [...style].map((sign, index) => [asFolded(sign), letterAt(index)]);
}

const decorative = new Map(
  styles.flatMap(read).filter(([sign]) => sign.length > 0 && !/[\0-\x7f]/.test(sign)),
);
const turned = new Map(read(turnedStyle));

/** A price has its sign beside the number. */
const decorativeSigns = new RegExp(
  `(?<!\\d\\s?)[${[...decorative.keys()].join('')}](?!\\s?\\d)`,
  'gu',
);
const isTurned = new RegExp(
  `[${[...turned.keys()].filter((sign) => sign > '\x7f').join('')}]`,
  'u',
);

/**
 * What a text says in such letters; nothing where it has none.
 *
 * @param text small, in compatibility forms and without accents
 */
export function decorativeReadings(text: string): string[] {
  const readings: string[] = [];
  const plain = text.replace(decorativeSigns, (sign) => decorative.get(sign) ?? sign);
  if (plain !== text) readings.push(plain);
  if (isTurned.test(text)) {
    const upright = text.replace(/\p{L}/gu, (sign) => turned.get(sign) ?? sign);
    readings.push(upright, [...upright].reverse().join(''));
  }
  return readings;
}
