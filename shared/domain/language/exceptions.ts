import { normaliseApostrophes } from './apostrophes.ts';

/** Words or stems, lower case, in the script that is read, and what they become, lower case, in the other one. */
export type Exceptions = ReadonlyMap<string, string>;

/** A list of words that the rules get wrong, by the script to turn into. */
export interface ExceptionLists {
  /** Cyrillic to Latin. */
  readonly latn: Exceptions;
  /** The same: the new Latin is made of the Latin of 1995. */
  readonly latn2026: Exceptions;
  /** Latin to Cyrillic. */
  readonly cyrl: Exceptions;
}

/** Lists out of words in both scripts, however their apostrophes are typed. A later word wins over an earlier one. */
export function createExceptions(words: readonly { readonly latn: string; readonly cyrl: string }[]): ExceptionLists {
  const tidy = words.map(({ latn, cyrl }) => ({
    latn: normaliseApostrophes(latn.normalize('NFC').trim().toLowerCase()),
    cyrl: cyrl.normalize('NFC').trim().toLowerCase(),
  }));
  const latin: Exceptions = new Map(tidy.map(({ latn, cyrl }) => [cyrl, latn]));
  return { latn: latin, latn2026: latin, cyrl: new Map(tidy.map(({ latn, cyrl }) => [latn, cyrl])) };
}

/** What may follow a stem in Uzbek: endings of number, possession and case, and the commonest that make words. */
const ENDINGS =
  /^(?:lar|лар|im|ing|i|si|imiz|ingiz|им|инг|и|си|имиз|ингиз|ni|ning|ga|ka|qa|da|dan|dagi|ни|нинг|га|ка|қа|да|дан|даги|cha|ча|dek|дек|day|дай|mi|ми|lik|лик|li|ли|siz|сиз|chi|чи)+$/;

/** An exception that a word begins with. */
export interface Exception {
  readonly becomes: string;
  /** How many letters of the word it stands for: all, or all before the endings. */
  readonly length: number;
}

/** The exception for a word, itself or with endings after it: the list knows "цирк" and so also "циркдан". */
export function findException(word: string, exceptions: Exceptions): Exception | null {
  if (exceptions.size === 0) return null;
  const whole = exceptions.get(word);
  if (whole !== undefined) return { becomes: whole, length: word.length };
  for (let length = word.length - 1; length >= 3; length--) {
    const becomes = exceptions.get(word.slice(0, length));
    if (becomes !== undefined && ENDINGS.test(word.slice(length))) return { becomes, length };
  }
  return null;
}

/** Loan words whose Cyrillic no rule finds from the Latin, Latin to Cyrillic. */
export const LOAN_WORDS: Exceptions = new Map(
  `abzats абзац; aksent акцент; aksioner акционер; aksiz акциз; albom альбом; ansambl ансамбль; artel артель;
  avtomobil автомобиль; detal деталь; dotsent доцент; dvigatel двигатель; fransuz француз; gospital госпиталь;
  inyeksiya инъекция; kalkulyator калькулятор; kalsiy кальций; kanselyariya канцелярия; kansler канцлер;
  koeffitsiyent коэффициент; konsentrat концентрат; konsern концерн; konsert концерт; kvarts кварц;
  litsenziya лицензия; litsey лицей; mebel мебель; medal медаль; model модель; modul модуль; motosikl мотоцикл;
  nol ноль; obyekt объект; obyektiv объектив; ofitser офицер; palto пальто; parol пароль; pavilyon павильон;
  prinsip принцип; prinsipial принципиал; profil профиль; protsedura процедура; protsent процент; protsess процесс;
  protsessor процессор; pyesa пьеса; retsept рецепт; rol роль; sellofan целлофан; sellyuloza целлюлоза;
  sement цемент; sentner центнер; senz ценз; senzura цензура; sex цех; sikl цикл; siklon циклон; silindr цилиндр;
  sirk цирк; sirkul циркуль; sirkulyar циркуляр; sisterna цистерна; sitata цитата; sivilizatsiya цивилизация;
  ssenariy сценарий; subyekt субъект; subyektiv субъектив; vaksina вакцина; vals вальс`
    .split(';')
    .map((pair) => pair.trim().split(' ') as [string, string]),
);
