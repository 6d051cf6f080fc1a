import { useCallback, useMemo } from 'react';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { DOCUMENT_KINDS, type DocumentBody } from '#shared/domain/documents/collections/documents/index.ts';
import { chooseNoticeTemplate, type NoticeKind } from '#shared/domain/documents/notices.ts';
import {
  renderTemplate,
  type TemplateData,
  type TemplateValues,
  templateValues,
} from '#shared/domain/documents/template.ts';
import { dayOfMoment } from '#shared/domain/language/dates.ts';
import type { Language } from '#shared/domain/language/language.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import { useSession } from '../app/session-context.ts';
import { useData, useRecords } from '../data/react.tsx';
import { useLanguage } from '../i18n/index.ts';
import type { FilledNotice } from './appeal-acts.ts';
import { useBaseFields } from './family-fields.ts';
import { usePeopleOfOffice } from './office.ts';

/** A template to write a paper from. */
export interface OfficeTemplate {
  readonly id: string;
  readonly title: string;
  readonly data: TemplateData & {
    readonly notice?: string | undefined;
    /** What the paper would prove, where papers of that kind were abolished. */
    readonly topic?: string | undefined;
  };
  /** `office`: written by this office; `ministry`: sent to all. */
  readonly from: 'office' | 'ministry';
  /** Whether it has a DOCX file. */
  readonly docx: boolean;
}

function isTemplateData(data: unknown): data is TemplateData {
  const { kind, language, subject, text } = (data ?? {}) as Partial<TemplateData>;
  return (
    (DOCUMENT_KINDS as readonly unknown[]).includes(kind) &&
    typeof language === 'string' &&
    typeof subject === 'string' &&
    typeof text === 'string'
  );
}

/** Templates in the language of the interface first, the office's own before the ministry's; undefined while they are read. */
export function useTemplates(): readonly OfficeTemplate[] | undefined {
  const language = useLanguage();
  const ministry = useRecords({ collection: 'catalogues', prefix: 'template', limit: 500 });
  const own = useRecords({ collection: 'templates', limit: 500 });
  return useMemo(() => {
    if (own === undefined || ministry === undefined) return undefined;
    const all: OfficeTemplate[] = [
      ...(own ?? [])
        .filter((record) => !record.body.retiredDate)
        .map(({ id, body }) => ({
          id,
          title: body.title,
          data: {
            kind: body.kind,
            language: body.language,
            subject: body.subject,
            text: body.text ?? '',
            notice: body.notice,
            topic: body.topic,
          },
          from: 'office' as const,
          docx: body.docx !== undefined,
        })),
      ...(ministry ?? []).flatMap(({ id, body }) =>
        isTemplateData(body.data)
          ? [
              {
                id,
                title: body.title,
                data: body.data as OfficeTemplate['data'],
                from: 'ministry' as const,
                docx: false,
              },
            ]
          : [],
      ),
    ];
    const rank = (one: OfficeTemplate) => (one.data.language === language ? 0 : 1) + (one.from === 'office' ? 0 : 2);
    return all.toSorted((a, b) => rank(a) - rank(b) || a.title.localeCompare(b.title));
  }, [own, ministry, language]);
}

/** What a template is filled from. */
export interface FillSource {
  readonly person?: PersonBody | null;
  /** Id of that person, for what is filled in of the family. */
  readonly personId?: string | null;
  /** A paper that is answered, or that the filled one is about. */
  readonly paper?: DocumentBody | null;
  readonly appeal?: { readonly dueDate?: string; readonly reason?: string; readonly forwardedTo?: string };
  /** Fields of a row, over all others. */
  readonly over?: TemplateValues;
}

/** A filled template. */
export interface Filled {
  readonly subject: string;
  readonly text: string;
}

/** Fills templates from the office, its chair, a person and a paper. */
export function useFill(): {
  readonly values: (language: Language, source: FillSource) => TemplateValues;
  readonly fill: (data: TemplateData, source: FillSource) => Result<Filled>;
} {
  const { office } = useSession();
  const { staff } = usePeopleOfOffice();
  const ofBase = useBaseFields();
  const chair = staff.find((member) => member.body.role === 'chair' && member.body.active)?.body.name;
  const values = useCallback(
    (language: Language, { person, personId, paper, appeal, over }: FillSource): TemplateValues => {
      const script = language === 'uz-Cyrl' || language === 'ru' ? 'cyrl' : 'latn';
      const day = dayOfMoment(Date.now());
      const known = person ? ofBase(language, { id: personId ?? undefined, body: person }, day) : {};
      const base = templateValues({
        language,
        day,
        office: {
          name: office.name[script],
          district: office.district[script],
          region: office.region[script],
        },
        chairName: chair,
        person: {
          name: person ? '' : (paper?.correspondent?.name ?? paper?.source?.name),
          address: paper?.correspondent?.address,
          phone: paper?.correspondent?.phone,
          ...known.person,
        },
        ...(known.family ? { family: known.family } : {}),
        paper: {
          number: paper?.number,
          date: paper?.regDate,
          subject: paper?.subject,
          theirNumber: paper?.correspondent?.theirNumber,
          theirDate: paper?.correspondent?.theirDate,
        },
        ...(appeal ? { appeal } : {}),
      });
      if (!over) return base;
      const merged: Record<string, TemplateValues[string]> = { ...base };
      for (const [group, value] of Object.entries(over)) {
        const before = merged[group];
        merged[group] =
          typeof value === 'object' && value !== null && typeof before === 'object' && before !== null
            ? { ...before, ...value }
            : value;
      }
      return merged;
    },
    [office, chair, ofBase],
  );
  const fill = useCallback(
    (data: TemplateData, source: FillSource): Result<Filled> => {
      const given = values(data.language, source);
      const text = renderTemplate(data.text, given);
      if (!text.ok) return text;
      const subject = renderTemplate(data.subject, given);
      if (!subject.ok) return subject;
      // Bold marks around a field without a value mark nothing.
      return ok({ subject: subject.value.slice(0, 500), text: text.value.replaceAll('****', '') });
    },
    [values],
  );
  return useMemo(() => ({ values, fill }), [values, fill]);
}

/** The script that a paper is written in, by its own words. */
export function languageOf(body: { readonly subject?: string; readonly text?: string | undefined }): Language {
  return /[\u0400-\u04ff]/.test(`${body.subject ?? ''}${body.text ?? ''}`) ? 'uz-Cyrl' : 'uz-Latn';
}

/** Makes notices about an appeal from the right templates: the office's, the ministry's, or the program's own. */
export function useNotices(): (
  kinds: readonly NoticeKind[],
  paper: DocumentBody,
  appeal: FillSource['appeal'],
  to?: Partial<Record<NoticeKind, DocumentBody['correspondent']>>,
) => Result<readonly FilledNotice[]> {
  const templates = useTemplates();
  const { fill } = useFill();
  const data = useData();
  return useCallback(
    (kinds, paper, appeal, to = {}) => {
      const made: FilledNotice[] = [];
      for (const noticeKind of kinds) {
        const candidates = (templates ?? []).map((one) => ({ ...one.data, id: one.id }));
        const template = chooseNoticeTemplate(noticeKind, languageOf(paper), candidates);
        const filled = fill(template, { paper, ...(appeal ? { appeal } : {}) });
        if (!filled.ok) return filled;
        const templateId = (template as { id?: string }).id;
        made.push({
          id: data.newId(),
          noticeKind,
          ...filled.value,
          ...(templateId ? { templateId } : {}),
          ...(to[noticeKind] ? { to: to[noticeKind] } : {}),
        });
      }
      return ok(made);
    },
    [templates, fill, data],
  );
}
