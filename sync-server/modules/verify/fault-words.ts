import type { Language } from '#shared/domain/language/language.ts';

/** What is wrong with a signature or its file, in words for somebody at no computer of ours; by code. */
export const FAULT_WORDS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  'uz-Latn': {
    signature_damaged: 'Imzo buzilgan yoki oʻqib boʻlmaydi. Faylni imzolagan idoradan qaytadan oling.',
    signature_missing: 'Faylda imzo yoʻq: imzolanmagan yoki imzosi olib tashlangan. Imzolangan nusxasini soʻrang.',
    signature_other_version: 'Imzo shu hujjatning oldingi nusxasiga qoʻyilgan. Imzolangan nusxasini oching.',
    signature_twice:
      'Bir kishi ikki marta imzolagan. Har bir imzolovchi bir marta imzolashi kerak: hujjatni qaytadan tayyorlang.',
    signed_file_changed: 'Fayl imzolangandan keyin oʻzgartirilgan. Unga ishonmang, asl nusxasini soʻrang.',
    signed_file_encrypted: 'PDF parol bilan yopilgan, imzosini tekshirib boʻlmaydi. Parolsiz nusxasini soʻrang.',
    signed_file_extended: 'Faylga imzodan keyin nimadir qoʻshilgan. Unga ishonmang, asl nusxasini soʻrang.',
    signer_expired:
      'Imzolovchi sertifikatining muddati oʻtgan va imzo vaqti tasdiqlanmagan. Yangi sertifikat bilan qayta imzolashni soʻrang.',
    signer_mismatch: 'Boshqa kishining sertifikati bilan imzolangan. Kim imzolashi kerakligini tekshiring.',
    signer_not_yet_valid: 'Imzolovchi sertifikati hali kuchga kirmagan. Kompyuter soatini tekshiring.',
    signer_revoked: 'Imzolovchi sertifikati bekor qilingan. Imzoga ishonmang, idora bilan bogʻlaning.',
    signer_untrusted: 'Sertifikatni bizga maʼlum markaz bermagan. Vazirlikning ildiz sertifikati bilan tekshiring.',
    signer_usage: 'Sertifikat hujjat imzolash uchun berilmagan. Idora kaliti bilan qayta imzolashni soʻrang.',
    timestamp_future:
      'Vaqt belgisi kelajakdagi vaqtni koʻrsatadi. Kompyuter soatini tekshiring; soat toʻgʻri boʻlsa, imzoga ishonmang.',
    timestamp_invalid: 'Vaqt belgisi notoʻgʻri yoki boshqa imzoniki. Imzo vaqtini u bilan isbotlab boʻlmaydi.',
  },
  'uz-Cyrl': {
    signature_damaged: 'Имзо бузилган ёки ўқиб бўлмайди. Файлни имзолаган идорадан қайтадан олинг.',
    signature_missing: 'Файлда имзо йўқ: имзоланмаган ёки имзоси олиб ташланган. Имзоланган нусхасини сўранг.',
    signature_other_version: 'Имзо шу ҳужжатнинг олдинги нусхасига қўйилган. Имзоланган нусхасини очинг.',
    signature_twice:
      'Бир киши икки марта имзолаган. Ҳар бир имзоловчи бир марта имзолаши керак: ҳужжатни қайтадан тайёрланг.',
    signed_file_changed: 'Файл имзолангандан кейин ўзгартирилган. Унга ишонманг, асл нусхасини сўранг.',
    signed_file_encrypted: 'PDF парол билан ёпилган, имзосини текшириб бўлмайди. Паролсиз нусхасини сўранг.',
    signed_file_extended: 'Файлга имзодан кейин нимадир қўшилган. Унга ишонманг, асл нусхасини сўранг.',
    signer_expired:
      'Имзоловчи сертификатининг муддати ўтган ва имзо вақти тасдиқланмаган. Янги сертификат билан қайта имзолашни сўранг.',
    signer_mismatch: 'Бошқа кишининг сертификати билан имзоланган. Ким имзолаши кераклигини текширинг.',
    signer_not_yet_valid: 'Имзоловчи сертификати ҳали кучга кирмаган. Компьютер соатини текширинг.',
    signer_revoked: 'Имзоловчи сертификати бекор қилинган. Имзога ишонманг, идора билан боғланинг.',
    signer_untrusted: 'Сертификатни бизга маълум марказ бермаган. Вазирликнинг илдиз сертификати билан текширинг.',
    signer_usage: 'Сертификат ҳужжат имзолаш учун берилмаган. Идора калити билан қайта имзолашни сўранг.',
    timestamp_future:
      'Вақт белгиси келажакдаги вақтни кўрсатади. Компьютер соатини текширинг; соат тўғри бўлса, имзога ишонманг.',
    timestamp_invalid: 'Вақт белгиси нотўғри ёки бошқа имзоники. Имзо вақтини у билан исботлаб бўлмайди.',
  },
  ru: {
    signature_damaged: 'Подпись повреждена или не читается. Получите файл ещё раз у того, кто его подписал.',
    signature_missing: 'В файле нет подписи: он не подписан или подпись удалена. Попросите подписанный экземпляр.',
    signature_other_version:
      'Подпись относится к другой версии этого документа. Откройте ту версию, которую подписали.',
    signature_twice: 'Один и тот же человек подписал дважды. Каждый подписывает один раз: подготовьте документ заново.',
    signed_file_changed: 'Файл изменён после подписания. Не доверяйте ему, попросите оригинал.',
    signed_file_encrypted: 'PDF закрыт паролем, подпись проверить нельзя. Попросите экземпляр без пароля.',
    signed_file_extended: 'После подписи в файл что-то добавлено. Не доверяйте ему, попросите оригинал.',
    signer_expired:
      'Срок сертификата подписавшего истёк, а время подписи не доказано. Попросите подписать заново действующим сертификатом.',
    signer_mismatch: 'Подписано сертификатом другого человека. Проверьте, кто должен был подписать.',
    signer_not_yet_valid: 'Сертификат подписавшего ещё не вступил в силу. Проверьте часы компьютера.',
    signer_revoked: 'Сертификат подписавшего отозван. Не доверяйте подписи, свяжитесь с учреждением.',
    signer_untrusted: 'Сертификат выдан неизвестным центром. Проверьте с корневым сертификатом министерства.',
    signer_usage: 'Сертификат выдан не для подписания документов. Попросите подписать ключом учреждения.',
    timestamp_future:
      'Метка времени указывает на будущее. Проверьте часы компьютера; если они верны, не доверяйте подписи.',
    timestamp_invalid: 'Метка времени неверна или от другой подписи. Она не доказывает время подписания.',
  },
  en: {
    signature_damaged: "The signature is damaged or can't be read. Get the file again from the office that signed it.",
    signature_missing:
      'There is no signature in the file: it was not signed, or the signature was taken off. Ask for the signed copy.',
    signature_other_version: 'The signature is over another version of this paper. Open the version that was signed.',
    signature_twice: 'The same person signed twice. Everyone signs once: make the paper again.',
    signed_file_changed: 'The file was changed after it was signed. Do not trust it; ask for the original.',
    signed_file_encrypted:
      'The PDF is locked by a password, so its signature can’t be checked. Ask for a copy without one.',
    signed_file_extended: 'Something was added to the file after the signature. Do not trust it; ask for the original.',
    signer_expired:
      "The signer's certificate has expired and nothing proves when it was signed. Ask for it to be signed anew.",
    signer_mismatch: "Signed with another person's certificate. Check who should have signed.",
    signer_not_yet_valid: "The signer's certificate is not yet valid. Check this computer's clock.",
    signer_revoked: "The signer's certificate was revoked. Do not trust the signature; ask the office.",
    signer_untrusted:
      "The certificate comes from an authority that is not known. Check against the ministry's root certificate.",
    signer_usage: 'The certificate is not for signing papers. Ask for a signature with the office key.',
    timestamp_future:
      "The timestamp lies in the future. Check this computer's clock; if it is right, do not trust the signature.",
    timestamp_invalid: 'The timestamp is wrong or belongs to another signature. It does not prove the time of signing.',
  },
};
