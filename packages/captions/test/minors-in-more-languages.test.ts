import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mentionsMinor } from '../src/screening/screen-text.ts';

const aboutMinors: Readonly<Record<string, string>> = {
  words:
    'alaikäinen tyttö|alaikaiset|koulutyttö|teinityttö|nezletilá slečna|nezletila|dítě|školačka|dieťa|neplnoletá|maloljetnica|maloletna|dijete|učenica|minoră|elevă de liceu|fetiță|gyerekek|kislány|diáklányok|børn|skolepige|học sinh|bé gái|kanak-kanak|bocil|siswi|alaealine|nepilngadīga|nepilnametė|mokinukė|e mitur|fëmijë|menor d’edat|adingabea|dalagita|batang babae|watoto',
  scripts:
    'малолітня|дитина|школярка|непълнолетна|ученичка|малољетна|девојчица|نابالغ|نوجوان|শিশু|নাবালিকা|अल्पवयीन|சிறுமி|బాలిక|เด็กหญิง|นักเรียน|ເດັກ|ក្មេង|არასრულწლოვანი|անչափահաս|ανηλικη',
  ages: '15-vuotias tyttö|olen 15 vuotta|viisitoistavuotias|je mi 15 let|patnáctiletá|tizenöt éves lány|15 éves|imam 15 godina|petnaest godina|15 anys|mul on 15 aastat|15-aastane|man ir 15 gadi|man 15 metų|15 vjeç|15 taong gulang|miaka 15|১৫ বছর|15 வயது|15 წლის|15 տարեկան',
  English:
    '16 & pregnant|seventeen & ready|17 tonight|16ish|sixteen-ish|sexy seventeen|just 17|17 aged',
};

const harmless: Readonly<Record<string, string>> = {
  Finnish:
    'uusi kuvasarja tänään|olen 25-vuotias|25 vuotta yhdessä|kaipaan sinua|15 kuvaa|rakas lomalla',
  Czech:
    'nová sada fotek dnes večer|je mi 25 let|15 let spolu|za 15 minut|krásné ráno|pod 18 stupňů',
  Croatian: 'novi set večeras|imam 25 godina|15 godina iskustva|prije 10 godina|za 15 minuta',
  Romanian:
    'set nou de poze diseară|am 25 de ani|15 ani de experiență|în 15 minute|copia unei rochii',
  Hungarian: 'új képek ma este|25 éves vagyok|15 perc múlva|gyere és nézd meg',
  Baltic:
    'uued pildid täna|25-aastane|jaunas bildes šovakar|man ir 25 gadi|naujos nuotraukos|man 25 metai',
  Scandinavian: 'nye billeder i aften|jeg er 25 år|15 nye bilder|sommer på stranden',
  Ukrainian: 'нові фото сьогодні|мені 25 років|чекаю на тебе|15 нових фото',
  Bulgarian: 'нови снимки тази вечер|на 25 години съм|15 снимки',
  Thai: 'ชุดใหม่คืนนี้|อายุ 25 ปี|คิดถึงนะ',
  Persian: 'عکس‌های جدید امشب|۲۵ ساله',
  Bengali: 'আজ রাতে নতুন ছবি|২৫ বছর',
  Georgian: 'ახალი ფოტოები|25 წლის',
  Armenian: 'նոր լուսանկարներ|25 տարեկան',
  Vietnamese: 'bộ ảnh mới tối nay|em 25 tuổi|sinh nhật của em',
  Indonesian: 'foto baru malam ini|umur 25 tahun|rindu kamu',
  Filipino: 'bagong litrato mamaya|25 taong gulang|miss na kita',
  English:
    'rock & roll tonight|15 & counting photos|me & my 16 plants|vodka & lime|laps in the pool|the decade ahead|otroci tvého těla|a lot of elevated looks|bata shoes|lapse of judgement|an elevator kiss|pikachu cosplay|a teinting serum|vaikuntha yoga',
};

describe('minors in more languages', () => {
  for (const [kind, phrases] of Object.entries(aboutMinors)) {
    test(`are found: ${kind}`, () => {
      assert.deepEqual(
        phrases.split('|').filter((phrase) => !mentionsMinor(phrase)),
        [],
      );
    });
  }

  for (const [language, phrases] of Object.entries(harmless)) {
    test(`are not found where there is none: ${language}`, () => {
      assert.deepEqual(
        phrases.split('|').filter((phrase) => mentionsMinor(phrase)),
        [],
      );
    });
  }
});
