import type { Language } from '#shared/domain/language/language.ts';
import type { SignatureNote } from '#shared/pki/verify.ts';

/** Words of the page for everyone. */
export interface Words {
  readonly language: string;
  readonly title: string;
  readonly what: string;
  readonly number: string;
  readonly code: string;
  readonly codeHint: string;
  readonly check: string;
  readonly file: string;
  readonly fileHint: string;
  readonly drop: string;
  readonly empty: string;
  readonly damaged: string;
  readonly reading: string;
  readonly noMark: string;
  readonly tooLarge: string;
  readonly tooMany: string;
  readonly failed: string;
  readonly result: string;
  readonly genuine: string;
  readonly genuineMeans: string;
  readonly notFound: string;
  readonly notFoundMeans: string;
  readonly forged: string;
  readonly forgedMeans: string;
  readonly factNumber: string;
  readonly factDate: string;
  readonly factOffice: string;
  readonly factCode: string;
  readonly factHash: string;
  readonly signaturesGood: string;
  readonly signaturesGoodMeans: string;
  readonly signaturesBad: string;
  readonly signaturesBadMeans: string;
  readonly nationalGood: string;
  readonly nationalGoodMeans: string;
  readonly signatureGood: string;
  readonly signatureBad: string;
  readonly factSigner: string;
  readonly factIssuer: string;
  readonly factSignedAt: string;
  readonly factTimestamp: string;
  readonly factFile: string;
  readonly notes: Readonly<Record<SignatureNote, string>>;
  readonly privacy: string;
}

/** The page in four languages. */
export const WORDS: Readonly<Record<Language, Words>> = {
  'uz-Latn': {
    language: 'Til',
    title: 'Hujjatni tekshirish',
    what: 'Mahalla idorasi bergan bosma hujjat haqiqiymi, shu yerda bilib oling. Kirish va roʻyxatdan oʻtish kerak emas.',
    number: 'Hujjat raqami',
    code: 'QR kod ostidagi qisqa kod',
    codeHint: 'Masalan: 7K2M9-0QX4T',
    check: 'Tekshirish',
    file: 'Yoki fayl: imzolangan PDF, .p7s imzo bilan fayl, sahifaning surati',
    fileHint:
      'PDF, dalillar arxivi (ZIP), istalgan fayl uning .p7s imzosi bilan, PNG yoki JPEG surat; 20 MB gacha. Fayl saqlanmaydi.',
    drop: 'Faylni (yoki ikkitasini birga) shu yerga tashlang yoki tanlang',
    reading: 'Tekshirilmoqda…',
    noMark: 'Rasmda hujjat belgisi (QR) topilmadi. Butun sahifani tekis va yorugʻ joyda suratga oling.',
    tooLarge: 'Fayl juda katta. 20 MB dan kichik fayl tanlang.',
    tooMany: 'Soʻrovlar juda koʻp. Besh daqiqadan keyin urinib koʻring.',
    failed: 'Tekshirib boʻlmadi. Birozdan keyin urinib koʻring.',
    result: 'Natija',
    genuine: 'Haqiqiy',
    genuineMeans:
      'Bu hujjatni quyidagi idora imzolagan. Qogʻozdagi raqam va sana shular bilan bir xilligini tekshiring.',
    notFound: 'Topilmadi',
    notFoundMeans:
      'Bunday raqam va kodli hujjat yoʻq yoki idora uni hali serverga yubormagan. Yozilganini tekshiring, bir kundan keyin yana urinib koʻring.',
    forged: 'Soxta belgi',
    forgedMeans: 'Belgi mavjud hujjatni koʻrsatadi, lekin uni idora imzolamagan. Bu qogʻozga ishonmang.',
    factNumber: 'Raqami',
    factDate: 'Sanasi',
    factOffice: 'Idora',
    factCode: 'Qisqa kod',
    factHash: 'Mazmun izi (SHA-256)',
    empty: 'Fayl boʻsh. Boshqa faylni tanlang.',
    damaged: 'Imzo faylini oʻqib boʻlmadi. Faylni imzolagan idoradan qaytadan oling.',
    signaturesGood: 'Imzolar haqiqiy, fayl oʻzgarmagan',
    signaturesGoodMeans:
      'Faylni quyidagi kishilar imzolagan, sertifikatlarini vazirlik bergan, undan keyin fayl oʻzgartirilmagan.',
    signaturesBad: 'Faylga ishonib boʻlmaydi',
    signaturesBadMeans: 'Sababi quyida yozilgan.',
    nationalGood: 'E-IMZO imzosi faylga mos',
    nationalGoodMeans:
      'Fayl imzolangandan keyin oʻzgarmagan. Bu yerda sertifikatni kim bergani va bekor qilinmagani tekshirilmadi: buni E-IMZO markazidan soʻrang.',
    signatureGood: 'imzo haqiqiy',
    signatureBad: 'imzoga ishonib boʻlmaydi',
    factSigner: 'Imzolagan',
    factIssuer: 'Sertifikatni bergan',
    factSignedAt: 'Imzo vaqti (imzolovchi soati)',
    factTimestamp: 'Vaqt belgisi',
    factFile: 'Fayl izi (SHA-256)',
    notes: {
      no_timestamp: 'Imzo vaqtini imzolovchining soatigina koʻrsatadi: vaqt belgisi yoʻq.',
      timestamp_authority_unknown: 'Vaqt belgisini qoʻygan xizmat ishonchli roʻyxatda yoʻq.',
      revocation_unknown:
        'Sertifikat bekor qilinmaganini tekshirib boʻlmadi: bekor qilinganlar roʻyxati yoʻq yoki eskirgan.',
      revoked_later: 'Sertifikat imzodan keyin bekor qilingan; bu imzo oʻz kuchida.',
      followed_by_others: 'Keyin boshqalar imzolagan yoki vaqt belgisi qoʻyilgan; bu imzo qamragan qism oʻzgarmagan.',
      clock_ahead: 'Imzolovchining soati bu kompyuternikidan oldinda.',
    },
    privacy: 'Raqam va kod boʻyicha bu sahifa hujjatning matni, mavzusi va odamlarning ismini hech kimga koʻrsatmaydi.',
  },
  'uz-Cyrl': {
    language: 'Тил',
    title: 'Ҳужжатни текшириш',
    what: 'Маҳалла идораси берган босма ҳужжат ҳақиқийми, шу ерда билиб олинг. Кириш ва рўйхатдан ўтиш керак эмас.',
    number: 'Ҳужжат рақами',
    code: 'QR код остидаги қисқа код',
    codeHint: 'Масалан: 7K2M9-0QX4T',
    check: 'Текшириш',
    file: 'Ёки файл: имзоланган PDF, .p7s имзо билан файл, саҳифанинг сурати',
    fileHint:
      'PDF, далиллар архиви (ZIP), исталган файл унинг .p7s имзоси билан, PNG ёки JPEG сурат; 20 МБ гача. Файл сақланмайди.',
    drop: 'Файлни (ёки иккитасини бирга) шу ерга ташланг ёки танланг',
    reading: 'Текширилмоқда…',
    noMark: 'Расмда ҳужжат белгиси (QR) топилмади. Бутун саҳифани текис ва ёруғ жойда суратга олинг.',
    tooLarge: 'Файл жуда катта. 20 МБ дан кичик файл танланг.',
    tooMany: 'Сўровлар жуда кўп. Беш дақиқадан кейин уриниб кўринг.',
    failed: 'Текшириб бўлмади. Бироздан кейин уриниб кўринг.',
    result: 'Натижа',
    genuine: 'Ҳақиқий',
    genuineMeans: 'Бу ҳужжатни қуйидаги идора имзолаган. Қоғоздаги рақам ва сана шулар билан бир хиллигини текширинг.',
    notFound: 'Топилмади',
    notFoundMeans:
      'Бундай рақам ва кодли ҳужжат йўқ ёки идора уни ҳали серверга юбормаган. Ёзилганини текширинг, бир кундан кейин яна уриниб кўринг.',
    forged: 'Сохта белги',
    forgedMeans: 'Белги мавжуд ҳужжатни кўрсатади, лекин уни идора имзоламаган. Бу қоғозга ишонманг.',
    factNumber: 'Рақами',
    factDate: 'Санаси',
    factOffice: 'Идора',
    factCode: 'Қисқа код',
    factHash: 'Мазмун изи (SHA-256)',
    empty: 'Файл бўш. Бошқа файлни танланг.',
    damaged: 'Имзо файлини ўқиб бўлмади. Файлни имзолаган идорадан қайтадан олинг.',
    signaturesGood: 'Имзолар ҳақиқий, файл ўзгармаган',
    signaturesGoodMeans:
      'Файлни қуйидаги кишилар имзолаган, сертификатларини вазирлик берган, ундан кейин файл ўзгартирилмаган.',
    signaturesBad: 'Файлга ишониб бўлмайди',
    signaturesBadMeans: 'Сабаби қуйида ёзилган.',
    nationalGood: 'E-IMZO имзоси файлга мос',
    nationalGoodMeans:
      'Файл имзолангандан кейин ўзгармаган. Бу ерда сертификатни ким бергани ва бекор қилинмагани текширилмади: буни E-IMZO марказидан сўранг.',
    signatureGood: 'имзо ҳақиқий',
    signatureBad: 'имзога ишониб бўлмайди',
    factSigner: 'Имзолаган',
    factIssuer: 'Сертификатни берган',
    factSignedAt: 'Имзо вақти (имзоловчи соати)',
    factTimestamp: 'Вақт белгиси',
    factFile: 'Файл изи (SHA-256)',
    notes: {
      no_timestamp: 'Имзо вақтини имзоловчининг соатигина кўрсатади: вақт белгиси йўқ.',
      timestamp_authority_unknown: 'Вақт белгисини қўйган хизмат ишончли рўйхатда йўқ.',
      revocation_unknown:
        'Сертификат бекор қилинмаганини текшириб бўлмади: бекор қилинганлар рўйхати йўқ ёки эскирган.',
      revoked_later: 'Сертификат имзодан кейин бекор қилинган; бу имзо ўз кучида.',
      followed_by_others: 'Кейин бошқалар имзолаган ёки вақт белгиси қўйилган; бу имзо қамраган қисм ўзгармаган.',
      clock_ahead: 'Имзоловчининг соати бу компьютерникидан олдинда.',
    },
    privacy: 'Рақам ва код бўйича бу саҳифа ҳужжатнинг матни, мавзуси ва одамларнинг исмини ҳеч кимга кўрсатмайди.',
  },
  ru: {
    language: 'Язык',
    title: 'Проверка документа',
    what: 'Узнайте, подлинный ли печатный документ махалли. Входить и регистрироваться не нужно.',
    number: 'Номер документа',
    code: 'Короткий код под QR-кодом',
    codeHint: 'Например: 7K2M9-0QX4T',
    check: 'Проверить',
    file: 'Или файл: подписанный PDF, файл с подписью .p7s, снимок страницы',
    fileHint:
      'PDF, архив с доказательствами (ZIP), любой файл вместе с подписью .p7s, снимок PNG или JPEG; до 20 МБ. Файл не сохраняется.',
    drop: 'Перетащите сюда файл (или оба сразу) или выберите',
    reading: 'Проверяем…',
    noMark: 'На снимке нет знака документа (QR). Снимите всю страницу ровно и при хорошем свете.',
    tooLarge: 'Файл слишком велик. Выберите файл меньше 20 МБ.',
    tooMany: 'Слишком много запросов. Попробуйте через пять минут.',
    failed: 'Проверить не удалось. Попробуйте немного позже.',
    result: 'Результат',
    genuine: 'Подлинный',
    genuineMeans: 'Этот документ подписан указанным офисом. Сверьте номер и дату с бумагой.',
    notFound: 'Не найден',
    notFoundMeans:
      'Документа с таким номером и кодом нет, или офис ещё не передал его на сервер. Проверьте ввод и попробуйте через день.',
    forged: 'Поддельный знак',
    forgedMeans: 'Знак называет существующий документ, но офис его не подписывал. Не доверяйте этой бумаге.',
    factNumber: 'Номер',
    factDate: 'Дата',
    factOffice: 'Офис',
    factCode: 'Короткий код',
    factHash: 'Отпечаток содержания (SHA-256)',
    empty: 'Файл пуст. Выберите другой.',
    damaged: 'Файл подписи не читается. Получите его ещё раз у того, кто подписал.',
    signaturesGood: 'Подписи верны, файл не изменён',
    signaturesGoodMeans:
      'Файл подписали названные ниже люди, их сертификаты выданы министерством, после этого файл не менялся.',
    signaturesBad: 'Файлу нельзя доверять',
    signaturesBadMeans: 'Причина указана ниже.',
    nationalGood: 'Подпись E-IMZO соответствует файлу',
    nationalGoodMeans:
      'После подписания файл не изменён. Кем выдан сертификат и не отозван ли он, здесь не проверялось: спросите в центре E-IMZO.',
    signatureGood: 'подпись верна',
    signatureBad: 'подписи нельзя доверять',
    factSigner: 'Подписал',
    factIssuer: 'Сертификат выдал',
    factSignedAt: 'Время подписи (по часам подписавшего)',
    factTimestamp: 'Метка времени',
    factFile: 'Отпечаток файла (SHA-256)',
    notes: {
      no_timestamp: 'Время подписи известно только по часам подписавшего: метки времени нет.',
      timestamp_authority_unknown: 'Служба, поставившая метку времени, не входит в доверенные.',
      revocation_unknown: 'Не удалось проверить отзыв: списка отозванных нет или он устарел.',
      revoked_later: 'Сертификат отозван позже; эта подпись остаётся в силе.',
      followed_by_others: 'Позже добавлены другие подписи или метка времени; подписанная часть не изменена.',
      clock_ahead: 'Часы подписавшего спешат относительно этого компьютера.',
    },
    privacy: 'По номеру и коду эта страница никому не показывает текст, тему документа и имена людей.',
  },
  en: {
    language: 'Language',
    title: 'Verify a paper',
    what: 'See whether a printed paper of a mahalla office is genuine. No login, no registration.',
    number: 'Number of the paper',
    code: 'Short code under the QR code',
    codeHint: 'For example: 7K2M9-0QX4T',
    check: 'Verify',
    file: 'Or a file: a signed PDF, any file with its .p7s signature, a picture of the page',
    fileHint:
      'A PDF, any file together with its .p7s signature, a PNG or JPEG picture; up to 20 MB. The file is not kept.',
    drop: 'Drop a file here (or both at once) or choose one',
    reading: 'Checking…',
    noMark: 'There is no mark (QR) of a paper in the picture. Take the whole page, flat and in good light.',
    tooLarge: 'The file is too large. Choose one under 20 MB.',
    tooMany: 'Too many requests. Try again in five minutes.',
    failed: 'It could not be verified. Try again a little later.',
    result: 'Result',
    genuine: 'Genuine',
    genuineMeans: 'The office named below signed this paper. See that number and date on the paper are these.',
    notFound: 'Not found',
    notFoundMeans:
      'There is no paper with this number and code, or its office has not sent it to the server yet. Check what was typed, and try again in a day.',
    forged: 'A forged mark',
    forgedMeans: 'The mark names a paper that exists, but its office did not sign the mark. Do not trust this paper.',
    factNumber: 'Number',
    factDate: 'Date',
    factOffice: 'Office',
    factCode: 'Short code',
    factHash: 'Content hash (SHA-256)',
    empty: 'The file is empty. Choose another one.',
    damaged: "The signature file can't be read. Get it again from whoever signed.",
    signaturesGood: 'Signatures genuine, file unchanged',
    signaturesGoodMeans:
      'The people named below signed the file with certificates of the ministry, and it has not been changed since.',
    signaturesBad: 'The file is not to be trusted',
    signaturesBadMeans: 'The reason is written below.',
    nationalGood: 'The E-IMZO signature fits the file',
    nationalGoodMeans:
      'The file is unchanged since it was signed. Who issued the certificate, and whether it was revoked, was not checked here: ask the E-IMZO centre.',
    signatureGood: 'signature genuine',
    signatureBad: 'signature not to be trusted',
    factSigner: 'Signed by',
    factIssuer: 'Certificate issued by',
    factSignedAt: "Signed (signer's clock)",
    factTimestamp: 'Timestamp',
    factFile: 'Hash of the file (SHA-256)',
    notes: {
      no_timestamp: "Only the signer's clock says when it was signed: there is no timestamp.",
      timestamp_authority_unknown: 'The service that gave the timestamp is not among the trusted ones.',
      revocation_unknown: 'Revocation could not be checked: the list is missing or out of date.',
      revoked_later: 'The certificate was revoked later; this signature stands.',
      followed_by_others: 'Others signed later, or a timestamp was added; what this signature covers is unchanged.',
      clock_ahead: "The signer's clock was ahead of this computer's.",
    },
    privacy: "By number and code this page shows nobody a paper's text, its subject, or anyone's name.",
  },
};
