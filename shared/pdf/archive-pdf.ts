import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { PDF, PdfArray, PdfBool, PdfDict, type EmbeddedFont, PdfName, PdfNumber, PdfString } from '@libpdf/core';
import { layoutSheet, PAGE, type SheetContent, type SheetItem } from './sheet.ts';
import { srgbProfile } from './srgb.ts';

/** TrueType files of the paper's two weights. */
export interface SheetFonts {
  readonly regular: Uint8Array;
  readonly bold: Uint8Array;
}

/** What a PDF says of itself. */
export interface ArchiveInfo {
  readonly title: string;
  readonly author: string;
  readonly subject: string;
  /** BCP 47. */
  readonly language: string;
  readonly at: Date;
}

const CREATOR = 'Mahalla';

interface Fonts {
  readonly regular: EmbeddedFont;
  readonly bold: EmbeddedFont;
}

function refOf(pdf: PDF, font: EmbeddedFont) {
  const ref = pdf.getFontRef(font);
  if (!ref) throw new Error('a font of another document');
  return ref;
}

function xml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** The XMP packet: the same facts as the information dictionary, and the claim to be PDF/A-2b (ISO 19005-2, 6.6). */
export function xmpPacket(info: ArchiveInfo): string {
  const at = `${info.at.toISOString().slice(0, 19)}Z`;
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:format>application/pdf</dc:format><dc:title><rdf:Alt><rdf:li xml:lang="x-default">${xml(info.title)}</rdf:li></rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>${xml(info.author)}</rdf:li></rdf:Seq></dc:creator><dc:description><rdf:Alt><rdf:li xml:lang="x-default">${xml(info.subject)}</rdf:li></rdf:Alt></dc:description></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"><xmp:CreatorTool>${CREATOR}</xmp:CreatorTool><xmp:CreateDate>${at}</xmp:CreateDate><xmp:ModifyDate>${at}</xmp:ModifyDate></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdf:Producer>${CREATOR}</pdf:Producer></rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`;
}

/** Points with as many digits as a printer can tell apart. */
function number(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

/** Text that the font can write: PDF/A forbids a glyph that is not there (ISO 19005-2, 6.2.11.8). */
function printable(text: string, font: EmbeddedFont): string {
  if (font.canEncode(text)) return text;
  return Array.from(text, (char) => (font.canEncode(char) ? char : '?')).join('');
}

/** The operators of one page (ISO 32000-1, annex A): one stream, black alone. */
function operators(items: readonly SheetItem[], fonts: Fonts): string {
  const lines = ['0 g', '0 G'];
  for (const item of items) {
    if (item.kind === 'text') {
      const font = item.bold ? fonts.bold : fonts.regular;
      const codes = font.encodeTextToGids(printable(item.text, font)).map((code) => code.toString(16).padStart(4, '0'));
      const name = item.bold ? 'B' : 'R';
      lines.push(
        `BT /${name} ${number(item.size)} Tf 1 0 0 1 ${number(item.x)} ${number(item.y)} Tm <${codes.join('')}> Tj ET`,
      );
    } else {
      const place = [item.x, item.y, item.width, item.height].map(number).join(' ');
      lines.push(item.frame === undefined ? `${place} re f` : `${number(item.frame)} w ${place} re S`);
    }
  }
  return lines.join('\n');
}

/**
 * Makes an archive PDF (PDF/A-2b) of laid-out pages: fonts embedded as subsets, metadata, output intent, id.
 */
export async function writeArchivePdf(
  pages: (measure: (text: string, size: number, bold: boolean) => number) => readonly (readonly SheetItem[])[],
  info: ArchiveInfo,
  files: SheetFonts,
): Promise<Uint8Array> {
  const pdf = PDF.create();
  const fonts: Fonts = { regular: pdf.embedFont(files.regular), bold: pdf.embedFont(files.bold) };
  const laid = pages((text, size, bold) => {
    const font = bold ? fonts.bold : fonts.regular;
    return font.getTextWidth(printable(text, font), size);
  });
  for (const items of laid) {
    const { dict } = pdf.addPage({ width: PAGE.width, height: PAGE.height });
    dict.set('Contents', pdf.createStream({}, utf8ToBytes(operators(items, fonts))));
    dict.set(
      'Resources',
      PdfDict.of({ Font: PdfDict.of({ R: refOf(pdf, fonts.regular), B: refOf(pdf, fonts.bold) }) }),
    );
  }
  pdf.setTitle(info.title);
  pdf.setAuthor(info.author);
  pdf.setSubject(info.subject);
  pdf.setCreator(CREATOR);
  pdf.setProducer(CREATOR);
  const at = new Date(Math.floor(info.at.getTime() / 1000) * 1000);
  pdf.setCreationDate(at);
  pdf.setModificationDate(at);

  const catalog = pdf.getCatalog();
  const packet = utf8ToBytes(xmpPacket({ ...info, at }));
  catalog.set(
    'Metadata',
    // An empty list of filters: the packet stays readable for whoever looks for it without reading PDF.
    pdf.createStream({ Type: PdfName.of('Metadata'), Subtype: PdfName.of('XML'), Filter: new PdfArray([]) }, packet),
  );
  const profile = pdf.createStream({ N: PdfNumber.of(3) }, srgbProfile());
  const condition = PdfString.fromString('sRGB IEC61966-2.1');
  catalog.set(
    'OutputIntents',
    PdfArray.of(
      PdfDict.of({
        Type: PdfName.of('OutputIntent'),
        S: PdfName.of('GTS_PDFA1'),
        OutputConditionIdentifier: condition,
        Info: condition,
        DestOutputProfile: profile,
      }),
    ),
  );
  catalog.set('Lang', PdfString.fromString(info.language));
  catalog.set('ViewerPreferences', PdfDict.of({ DisplayDocTitle: PdfBool.of(true) }));
  const id = PdfString.fromBytes(sha256(utf8ToBytes(bytesToHex(sha256(packet)))).subarray(0, 16));
  pdf.context.info.trailer.set('ID', PdfArray.of(id, id));
  return pdf.save({ subsetFonts: true, compressStreams: true });
}

/** Makes the archive PDF of an office paper. */
export function writePaperPdf(content: SheetContent, info: ArchiveInfo, fonts: SheetFonts): Promise<Uint8Array> {
  return writeArchivePdf((measure) => layoutSheet(content, measure), info, fonts);
}
