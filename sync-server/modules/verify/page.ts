import { formatDayLong, formatMoment } from '#shared/domain/language/dates.ts';
import type { Language } from '#shared/domain/language/language.ts';
import type { FileReport, SignatureReport } from '#shared/pki/verify.ts';
import { toHex } from '#shared/kernel/json.ts';
import { sha256 } from '@noble/hashes/sha2.js';
import { nationalFaultCode } from '#shared/domain/documents/national/detached.ts';
import type { NationalCheck } from '#shared/domain/documents/national/pkcs7.ts';
import { FAULT_WORDS } from './fault-words.ts';
import type { PublicAnswer } from './find.ts';
import { WORDS } from './words.ts';

const NAMES: Readonly<Record<Language, string>> = {
  'uz-Latn': 'Oʻzbekcha',
  'uz-Cyrl': 'Ўзбекча',
  ru: 'Русский',
  en: 'English',
};

/** Largest file that is taken, its detached signature included, bytes. */
export const MAX_FILE_BYTES = 20 * 1_048_576;

/** Languages of the page. */
export const PAGE_LANGUAGES = Object.keys(NAMES) as readonly Language[];

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** The result as HTML: the same shape for a paper that is there and one that is not. */
export function renderResult(answer: PublicAnswer, language: Language): string {
  const words = WORDS[language];
  const says: Readonly<Record<PublicAnswer['result'], readonly [string, string]>> = {
    genuine: [words.genuine, words.genuineMeans],
    not_found: [words.notFound, words.notFoundMeans],
    forged: [words.forged, words.forgedMeans],
  };
  const [verdict, means] = says[answer.result];
  const office = language === 'uz-Latn' || language === 'en' ? answer.office?.latn : answer.office?.cyrl;
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    [words.factNumber, answer.number],
    [words.factDate, answer.date === null ? null : formatDayLong(answer.date, language)],
    [words.factOffice, office],
    [words.factCode, answer.code],
    [words.factHash, answer.contentHash],
  ];
  return `<section class="result ${answer.result}" aria-labelledby="result">
<h2 id="result">${escape(words.result)}: ${escape(verdict)}</h2>
<p>${escape(means)}</p>
<dl>${facts.map(([name, value]) => `<dt>${escape(name)}</dt><dd>${escape(value ?? '—')}</dd>`).join('')}</dl>
</section>`;
}

const faultOf = (code: string, language: Language) => FAULT_WORDS[language][code] ?? WORDS[language].signaturesBad;

function renderSignature(one: SignatureReport, number: number, language: Language): string {
  const words = WORDS[language];
  const when = (at: number | null | undefined) => (at ? formatMoment(new Date(at).toISOString(), language) : null);
  const { signer } = one;
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    // Of a certificate only what is read on the paper itself: no number of a person.
    [words.factSigner, [signer?.commonName, signer?.title, signer?.organization].filter(Boolean).join(', ')],
    [words.factIssuer, one.issuer?.commonName],
    [words.factSignedAt, when(one.signedAt)],
    [words.factTimestamp, when(one.timestamp?.at)],
  ];
  const good = one.faults.length === 0;
  return `<h3>${number}. ${escape(good ? words.signatureGood : words.signatureBad)}</h3>
${one.faults.map((code) => `<p>${escape(faultOf(code, language))}</p>`).join('')}
${signer ? `<dl>${facts.map(([name, value]) => `<dt>${escape(name)}</dt><dd>${escape(value || '—')}</dd>`).join('')}</dl>` : ''}
${one.notes.map((note) => `<p class="hint">${escape(words.notes[note])}</p>`).join('')}`;
}

/** What checking a signed file came to, as HTML. */
export function renderReport(report: FileReport, language: Language): string {
  const words = WORDS[language];
  const [verdict, means] = report.ok
    ? [words.signaturesGood, words.signaturesGoodMeans]
    : [words.signaturesBad, words.signaturesBadMeans];
  const faults = new Set([
    ...report.faults,
    ...report.documentTimestamps.flatMap((one) => (one.fault ? [one.fault] : [])),
  ]);
  return `<section class="result ${report.ok ? 'genuine' : 'forged'}" aria-labelledby="result">
<h2 id="result">${escape(words.result)}: ${escape(verdict)}</h2>
<p>${escape(means)}</p>
${[...faults].map((code) => `<p>${escape(faultOf(code, language))}</p>`).join('')}
${report.signatures.map((one, at) => renderSignature(one, at + 1, language)).join('')}
<dl><dt>${escape(words.factFile)}</dt><dd>${report.sha256}</dd></dl>
</section>`;
}

/** What checking a file's national signature came to, as HTML. Its holder's PINFL is not shown. */
export function renderNational(check: NationalCheck, file: Uint8Array, language: Language): string {
  const words = WORDS[language];
  const { certificate } = check;
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    [words.factSigner, [certificate?.name, certificate?.position].filter(Boolean).join(', ')],
    [words.factIssuer, certificate?.issuer],
    [words.factSignedAt, check.ok ? formatMoment(check.signedAt, language) : null],
    [words.factFile, toHex(sha256(file))],
  ];
  const [verdict, means] = check.ok
    ? [words.nationalGood, words.nationalGoodMeans]
    : [words.signaturesBad, words.signaturesBadMeans];
  return `<section class="result ${check.ok ? 'genuine' : 'forged'}" aria-labelledby="result">
<h2 id="result">${escape(words.result)}: ${escape(verdict)}</h2>
<p>${escape(means)}</p>
${check.ok ? '' : `<p>${escape(faultOf(nationalFaultCode(check.fault), language))}</p>`}
<dl>${facts.map(([name, value]) => `<dt>${escape(name)}</dt><dd>${escape(value || '—')}</dd>`).join('')}</dl>
</section>`;
}

/** The whole page. It works without any script; with one, a picture can be dropped on it. */
export function renderPage(options: {
  readonly language: Language;
  readonly serverName: string;
  readonly number?: string;
  readonly code?: string;
  readonly answer?: PublicAnswer;
  readonly notice?: string;
}): string {
  const { language } = options;
  const words = WORDS[language];
  const links = PAGE_LANGUAGES.map((one) =>
    one === language
      ? `<strong lang="${one}" aria-current="true">${NAMES[one]}</strong>`
      : `<a lang="${one}" hreflang="${one}" href="/verify?lang=${one}">${NAMES[one]}</a>`,
  ).join(' ');
  const said = {
    reading: words.reading,
    noMark: words.noMark,
    tooLarge: words.tooLarge,
    tooMany: words.tooMany,
    empty: words.empty,
    damaged: words.damaged,
  };
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escape(words.title)}</title>
<link rel="stylesheet" href="/verify/page.css">
<script type="module" src="/verify/page.js"></script>
</head>
<body>
<header><span>${escape(options.serverName)}</span><nav aria-label="${escape(words.language)}">${links}</nav></header>
<main>
<h1>${escape(words.title)}</h1>
<p>${escape(words.what)}</p>
<div id="answer" role="status">${options.notice ? `<p class="notice">${escape(options.notice)}</p>` : ''}${
    options.answer ? renderResult(options.answer, language) : ''
  }</div>
<form action="/verify" method="get">
<input type="hidden" name="lang" value="${language}">
<label for="number">${escape(words.number)}</label>
<input id="number" name="number" required maxlength="60" autocomplete="off" value="${escape(options.number ?? '')}">
<label for="code">${escape(words.code)}</label>
<input id="code" name="code" required maxlength="20" autocomplete="off" spellcheck="false" aria-describedby="code-hint" value="${escape(options.code ?? '')}">
<p class="hint" id="code-hint">${escape(words.codeHint)}</p>
<button type="submit">${escape(words.check)}</button>
</form>
<section id="drop" hidden data-lang="${language}" data-words="${escape(JSON.stringify({ ...said, failed: words.failed }))}">
<h2>${escape(words.file)}</h2>
<label for="file">${escape(words.drop)}</label>
<input id="file" type="file" multiple aria-describedby="file-hint">
<p class="hint" id="file-hint">${escape(words.fileHint)}</p>
</section>
<p class="hint">${escape(words.privacy)}</p>
</main>
</body>
</html>
`;
}

/** Styles of the page; no font nor picture from elsewhere. */
export const PAGE_CSS = `
:root { color-scheme: light dark; --line: #868e96; --ground: #fff; --text: #1a1b1e; --quiet: #495057; --accent: #0b5c8a; }
@media (prefers-color-scheme: dark) { :root { --ground: #1a1b1e; --text: #f1f3f5; --quiet: #ced4da; --accent: #74c0fc; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; gap: 8px 24px; justify-content: space-between; padding: 12px 20px; border-bottom: 1px solid var(--line); }
nav { display: flex; flex-wrap: wrap; gap: 4px 16px; }
a { color: var(--accent); }
main { max-width: 640px; margin: 0 auto; padding: 16px 20px 48px; }
h1 { font-size: 26px; line-height: 1.2; }
h3 { font-size: 16px; margin: 16px 0 4px; }
h2 { font-size: 19px; line-height: 1.3; margin: 0 0 8px; }
label { display: block; font-weight: 600; margin-top: 16px; }
input { display: block; width: 100%; margin-top: 4px; padding: 8px 10px; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 4px; }
button { margin-top: 16px; padding: 9px 20px; font: inherit; font-weight: 600; color: #fff; background: #0b5c8a; border: 0; border-radius: 4px; cursor: pointer; }
:is(a, button, input):focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.hint { color: var(--quiet); margin: 4px 0 0; font-size: 14px; }
.notice, .result { border: 2px solid var(--line); border-radius: 6px; padding: 12px 16px; margin: 16px 0; }
.result.genuine { border-color: #2b8a3e; }
.result.forged { border-color: #c92a2a; }
dl { display: grid; grid-template-columns: minmax(110px, 180px) 1fr; gap: 4px 16px; margin: 8px 0 0; }
dd { margin: 0; overflow-wrap: anywhere; }
#drop { margin-top: 32px; padding: 16px; border: 2px dashed var(--line); border-radius: 6px; }
#drop[hidden] { display: none; }
`;

/** The page's script: sends a chosen or dropped file, with its detached signature beside it, and shows the answer. */
export const PAGE_JS = `
const drop = document.getElementById('drop');
const input = document.getElementById('file');
const answer = document.getElementById('answer');
const words = JSON.parse(drop.dataset.words);
drop.hidden = false;
const say = (text) => {
  const notice = document.createElement('p');
  notice.className = 'notice';
  notice.textContent = text;
  answer.replaceChildren(notice);
};
const send = async (files) => {
  const signature = files.find((one) => /\\.p7[sm]$/i.test(one.name));
  const file = files.find((one) => one !== signature);
  if (!file) return files.length > 0 ? say(words.damaged) : undefined;
  if (file.size === 0) return say(words.empty);
  if (file.size + (signature ? signature.size : 0) > ${MAX_FILE_BYTES}) return say(words.tooLarge);
  say(words.reading);
  const picture = !signature && /^image\\/(png|jpeg)$/.test(file.type);
  const path = picture ? '/verify/picture?' : '/verify/file?' + (signature ? 'size=' + file.size + '&' : '');
  try {
    const response = await fetch(path + 'lang=' + drop.dataset.lang, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: signature ? new Blob([file, signature]) : file,
    });
    if (response.status === 429) return say(words.tooMany);
    if (response.status === 413) return say(words.tooLarge);
    if (response.status === 422) return say(picture ? words.noMark : words.damaged);
    if (!response.ok) return say(words.failed);
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    answer.replaceChildren(...page.body.childNodes);
  } catch {
    say(words.failed);
  }
};
input.addEventListener('change', () => void send([...input.files]));
for (const kind of ['dragover', 'drop']) drop.addEventListener(kind, (event) => event.preventDefault());
drop.addEventListener('drop', (event) => void send([...event.dataTransfer.files]));
`;
