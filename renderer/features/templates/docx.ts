import { findUnknownFields, type TemplateValues, type UnknownField } from '#shared/domain/documents/template.ts';
import { type Failure, fail, ok, type Result } from '#shared/kernel/result.ts';

/** What a DOCX template was found to be. */
export interface InspectedDocx {
  readonly fields: readonly string[];
  readonly unknown: readonly UnknownField[];
}

// The library is large and few sessions need it.
async function load() {
  const [{ default: PizZip }, { default: Docxtemplater }] = await Promise.all([
    import('pizzip'),
    import('docxtemplater'),
  ]);
  return { PizZip, Docxtemplater };
}

function look(values: TemplateValues, path: string): string {
  let at: TemplateValues[string] = values;
  for (const part of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return '';
    at = at[part];
  }
  return at === null || at === undefined || typeof at === 'object' ? '' : String(at);
}

interface LibraryError {
  readonly properties?: {
    readonly id?: string;
    readonly xtag?: string;
    readonly errors?: readonly LibraryError[];
  };
}

function toDocxFailure(error: unknown): Failure {
  const { properties } = (error ?? {}) as LibraryError;
  const first = properties?.errors?.[0]?.properties ?? properties;
  return first?.xtag !== undefined
    ? { code: 'template_braces_open', params: { field: String(first.xtag).slice(0, 60) } }
    : { code: 'docx_unreadable' };
}

async function open(bytes: Uint8Array, values: TemplateValues) {
  const { PizZip, Docxtemplater } = await load();
  const tags = new Set<string>();
  const zip = new PizZip(bytes);
  const doc = new Docxtemplater(zip, {
    delimiters: { start: '{{', end: '}}' },
    linebreaks: true,
    errorLogging: false,
    // A field is a name with dots and nothing else: no expression of a template is ever run.
    parser: (tag: string) => {
      tags.add(tag.trim());
      return { get: () => look(values, tag.trim()) };
    },
    nullGetter: () => '',
  });
  return { doc, tags };
}

/** The merge fields of a DOCX file, the unknown ones with the known that are likest. */
export async function inspectDocx(bytes: Uint8Array): Promise<Result<InspectedDocx>> {
  try {
    const { doc, tags } = await open(bytes, {});
    doc.render();
    const fields = [...tags];
    return ok({ fields, unknown: findUnknownFields(...fields.map((field) => `{{${field}}}`)) });
  } catch (error) {
    return { ok: false, failure: toDocxFailure(error) };
  }
}

/** Fills a DOCX file; fails with `template_field_unknown` before anything is written for a field that nobody gives. */
export async function fillDocx(bytes: Uint8Array, values: TemplateValues): Promise<Result<Uint8Array>> {
  try {
    const { doc, tags } = await open(bytes, values);
    doc.render();
    const [unknown] = findUnknownFields(...[...tags].map((field) => `{{${field}}}`));
    if (unknown) return fail('template_field_unknown', { field: unknown.field });
    return ok(doc.getZip().generate({ type: 'uint8array', compression: 'DEFLATE' }));
  } catch (error) {
    return { ok: false, failure: toDocxFailure(error) };
  }
}

/** Bytes as base64, in steps: a file is too long for one call. */
export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 32_768) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  }
  return btoa(binary);
}

/** Bytes of a base64 text. */
export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
