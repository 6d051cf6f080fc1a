import type { AppealKind } from '#shared/domain/documents/deadline.ts';

/** Something that citizens write about: subject and text, in the script in which it came. */
export interface DemoAppeal {
  readonly kind: AppealKind;
  readonly subject: string;
  readonly text: string;
}

/** Appeals, in both scripts. */
export const APPEALS: readonly DemoAppeal[] = [
  {
    kind: 'request',
    subject: 'Ichimlik suvi quvurini taʼmirlash toʻgʻrisida',
    text: 'Koʻchamizda uch haftadan beri ichimlik suvi yoʻq. Quvurni taʼmirlashda yordam berishingizni soʻrayman.',
  },
  {
    kind: 'complaint',
    subject: 'Чиқинди олиб кетилмаётгани ҳақида',
    text: 'Икки ҳафтадан бери чиқинди олиб кетилмаяпти. Масъул ташкилот билан гаплашиб беришингизни сўрайман.',
  },
  {
    kind: 'request',
    subject: 'Kam taʼminlangan oila nafaqasi boʻyicha',
    text: 'Uch nafar farzandim bor, turmush oʻrtogʻim ishsiz. Nafaqa tayinlashda yordam soʻrayman.',
  },
  {
    kind: 'proposal',
    subject: 'Болалар майдончаси қуриш тўғрисида таклиф',
    text: 'Мактаб ёнидаги бўш ерда болалар майдончаси қуришни таклиф қиламан.',
  },
  {
    kind: 'complaint',
    subject: 'Tungi shovqin haqida',
    text: 'Qoʻshni toʻyxonada har kuni yarim tungacha baland musiqa yangraydi.',
  },
  {
    kind: 'request',
    subject: 'Кўчага чироқ ўрнатиш ҳақида',
    text: 'Кўчамиз қоронғи, болалар мактабдан қайтишда қўрқади. Чироқ ўрнатиб беришингизни сўраймиз.',
  },
  {
    kind: 'request',
    subject: 'Yoshlar daftari orqali kasb oʻrganish',
    text: 'Tikuvchilik kursida oʻqimoqchiman, yordam berishingizni soʻrayman.',
  },
  {
    kind: 'complaint',
    subject: 'Ички йўл ҳолати тўғрисида',
    text: 'Ёмғирдан кейин йўлдан юриб бўлмайди. Шағал тўкиб берилсин.',
  },
  {
    kind: 'request',
    subject: 'Uy tomini taʼmirlashga moddiy yordam',
    text: 'Kuchli shamoldan uyimiz tomi zarar koʻrdi. Moddiy yordam soʻrayman.',
  },
  {
    kind: 'proposal',
    subject: 'Koʻchat ekish hasharini oʻtkazish taklifi',
    text: 'Ariq boʻyiga terak va mevali koʻchat ekish uchun hashar oʻtkazishni taklif qilaman.',
  },
  {
    kind: 'request',
    subject: 'Ногиронлик аравачаси олишда кўмак',
    text: 'Отамга ногиронлик аравачаси керак. Ҳужжатларни тайёрлашда кўмак сўрайман.',
  },
  {
    kind: 'complaint',
    subject: 'Gaz bosimi pasligi haqida',
    text: 'Kechqurun gaz bosimi juda past, ovqat pishirib boʻlmaydi.',
  },
];

/** Papers that come from organisations. */
export const LETTERS: readonly { readonly subject: string; readonly from: string; readonly text: string }[] = [
  {
    subject: 'Aholini roʻyxatga olishga tayyorgarlik',
    from: 'Tuman statistika boʻlimi',
    text: 'Xonadonlar roʻyxatini tekshirib, natijasini yuborishingizni soʻraymiz.',
  },
  {
    subject: 'Қишки мавсумга тайёргарлик ҳақида',
    from: 'Туман ҳокимлиги',
    text: 'Қиш мавсумига тайёргарлик кўриш чора-тадбирларини белгиланг ва ҳисобот беринг.',
  },
  {
    subject: 'Emlash tadbirlari toʻgʻrisida',
    from: 'Tuman tibbiyot birlashmasi',
    text: 'Mahallada emlash kunlarini eʼlon qilishda koʻmaklashishingizni soʻraymiz.',
  },
  {
    subject: 'Бўш иш ўринлари ярмаркаси',
    from: 'Бандликка кўмаклашиш маркази',
    text: 'Ишсиз фуқароларни ярмаркага жалб қилишингизни сўраймиз.',
  },
];

/** Papers that go out. */
export const OUTGOING: readonly { readonly subject: string; readonly to: string; readonly text: string }[] = [
  {
    subject: 'Transformator almashtirish soʻrovi',
    to: 'Tuman elektr tarmoqlari',
    text: 'Mahallamizdagi transformator quvvati yetarli emas. Uni almashtirib berishingizni soʻraymiz.',
  },
  {
    subject: 'Ариқларни тозалаш бўйича илтимос',
    to: 'Туман ирригация бўлими',
    text: 'Ариқларни тозалаш учун техника ажратишингизни сўраймиз.',
  },
  {
    subject: 'Ishsiz yoshlar roʻyxati',
    to: 'Yoshlar ishlari boʻlimi',
    text: 'Mahalladagi ishsiz yoshlar roʻyxatini taqdim etamiz.',
  },
];

/** Papers of the office itself. */
export const INTERNAL: readonly { readonly subject: string; readonly text: string }[] = [
  {
    subject: 'Navbatchilik jadvali toʻgʻrisida',
    text: 'Dam olish kunlari navbatchilik jadvali tasdiqlash uchun taqdim etiladi.',
  },
  { subject: 'Ҳашар ўтказиш режаси', text: 'Шанба куни ҳашар ўтказиш режасини тасдиқлашингизни сўрайман.' },
];

/** Family names with their Cyrillic form; the feminine adds -a and -а. */
export const FAMILIES: readonly (readonly [string, string])[] = [
  ['Karimov', 'Каримов'],
  ['Toʻxtayev', 'Тўхтаев'],
  ['Rahimov', 'Раҳимов'],
  ['Yusupov', 'Юсупов'],
  ['Abdullayev', 'Абдуллаев'],
  ['Ergashev', 'Эргашев'],
  ['Qodirov', 'Қодиров'],
  ['Gʻaniyev', 'Ғаниев'],
  ['Sobirov', 'Собиров'],
  ['Mamatov', 'Маматов'],
];

/** Given names of men. */
export const MEN: readonly (readonly [string, string])[] = [
  ['Anvar', 'Анвар'],
  ['Shavkat', 'Шавкат'],
  ['Oʻktam', 'Ўктам'],
  ['Jasur', 'Жасур'],
  ['Ulugʻbek', 'Улуғбек'],
  ['Baxtiyor', 'Бахтиёр'],
];

/** Given names of women. */
export const WOMEN: readonly (readonly [string, string])[] = [
  ['Dilnoza', 'Дилноза'],
  ['Zulfiya', 'Зулфия'],
  ['Gulchehra', 'Гулчеҳра'],
  ['Nilufar', 'Нилуфар'],
  ['Oʻgʻiloy', 'Ўғилой'],
  ['Shahnoza', 'Шаҳноза'],
];

/** Streets. */
export const STREETS: readonly (readonly [string, string])[] = [
  ['Bogʻ koʻchasi', 'Боғ кўчаси'],
  ['Navroʻz koʻchasi', 'Наврўз кўчаси'],
  ['Tinchlik koʻchasi', 'Тинчлик кўчаси'],
  ['Mustaqillik koʻchasi', 'Мустақиллик кўчаси'],
];
