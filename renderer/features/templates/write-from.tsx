import { Button, Select, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { isClosedForUse } from '#shared/domain/casework/consent.ts';
import { findAbolished } from '#shared/domain/documents/abolished.ts';
import type { DocumentBody } from '#shared/domain/documents/collections/documents/index.ts';
import type { DocumentKind } from '#shared/domain/documents/journals.ts';
import { checkParts } from '#shared/domain/documents/parts.ts';
import { type Rendering, renderIn } from '#shared/domain/documents/scripts.ts';
import { useSession } from '../../app/session-context.ts';
import { useData, useIndexState, useRecord } from '../../data/react.tsx';
import { AbolishedNote } from '../../documents/abolished-note.tsx';
import { fullNameOf } from '../../documents/family-fields.ts';
import { useOffice, useToday } from '../../documents/office.ts';
import { PaperText, ScriptSwitch } from '../../documents/paper-text.tsx';
import { type OfficeTemplate, useFill, useTemplates } from '../../documents/templates.ts';
import { useFailureText } from '../../i18n/index.ts';
import { EmptyState, FormActions, FormColumn, Page, showDone, showFailure } from '../../ui/index.ts';
import { fillDocx, fromBase64 } from './docx.ts';
import { draftFromTemplate } from './template-acts.ts';

const NONE: readonly OfficeTemplate[] = [];

/** Whom a paper is for, as its correspondent. */
export function correspondentOf(id: string, body: PersonBody): NonNullable<DocumentBody['correspondent']> {
  return {
    kind: 'person',
    personId: id,
    name: fullNameOf(body),
    ...(body.address ? { address: body.address } : {}),
    ...(body.phone ? { phone: body.phone } : {}),
  };
}

/** Writes a paper from a template: for whom, how it will look, whether it may be given at all. */
export function WriteFrom({ id, onEdit }: { readonly id: string; readonly onEdit?: (() => void) | undefined }) {
  const { t } = useTranslation(['templates', 'documents']);
  const templates = useTemplates() ?? NONE;
  const template = templates.find((one) => one.id === id);
  if (!template) {
    return (
      <EmptyState title={t('gone')} order={1}>
        {t('goneHint')}
      </EmptyState>
    );
  }
  return <Writer key={id} template={template} templates={templates} onEdit={onEdit} />;
}

const SHOWN = 50;

function Writer({
  template,
  templates,
  onEdit,
}: {
  readonly template: OfficeTemplate;
  readonly templates: readonly OfficeTemplate[];
  readonly onEdit?: (() => void) | undefined;
}) {
  const { t } = useTranslation(['templates', 'documents', 'common', 'people']);
  const data = useData();
  const office = useOffice();
  const navigate = useNavigate();
  const today = useToday();
  const { files } = useSession();
  const failureText = useFailureText();
  const { fill, values } = useFill();
  const index = useIndexState();
  const own = useRecord('templates', template.from === 'office' ? template.id : null);
  const [personId, setPerson] = useState<string | null>(null);
  const [asked, setAsked] = useState('');
  const [rendering, setRendering] = useState<Rendering>('written');
  const [busy, setBusy] = useState(false);
  const person = useRecord('people', personId);

  const people = useMemo(() => {
    if (index.total === 0) return [];
    const found = asked.trim()
      ? data.index.search(asked, SHOWN).filter((hit) => hit.collection === 'people')
      : data.index
          .people()
          .slice(0, SHOWN)
          .map((one) => ({ id: one.id, title: fullNameOf(one.body), detail: one.body.address ?? '' }));
    const list = found.map((one) => ({ value: one.id, label: [one.title, one.detail].filter(Boolean).join(' · ') }));
    const chosen = personId && person && !list.some((one) => one.value === personId);
    return chosen ? [{ value: personId, label: fullNameOf(person.body) }, ...list] : list;
  }, [data, asked, index, person, personId]);

  const source = { person: person?.body ?? null, personId };
  const filled = fill(template.data, source);
  const abolished = findAbolished({ ...template.data, title: template.title }, today);
  const refusal = templates.find((one) => one.data.kind === 'refusal' && one.data.language === template.data.language);
  const parts = filled.ok ? checkParts({ kind: template.data.kind, ...filled.value }) : [];

  const begin = async (from: OfficeTemplate) => {
    if (busy) return;
    const made = fill(from.data, source);
    if (!made.ok) {
      showFailure(failureText(made.failure));
      return;
    }
    setBusy(true);
    try {
      const context = office.context();
      const paperId = context.newId();
      const changes = draftFromTemplate(
        {
          id: paperId,
          kind: from.data.kind as DocumentKind,
          ...made.value,
          templateId: from.id,
          ...(person ? { correspondent: correspondentOf(person.id, person.body) } : {}),
        },
        context,
      );
      if ((await office.act(changes)) === null) void navigate(`/paper/${paperId}/edit`);
    } finally {
      setBusy(false);
    }
  };
  const saveDocx = async () => {
    if (!own?.body.docx) return;
    const made = await fillDocx(fromBase64(own.body.docx), values(template.data.language, source));
    if (!made.ok) {
      showFailure(failureText(made.failure));
      return;
    }
    const name = `${template.title.replace(/[^\p{L}\p{N}-]+/gu, '-').slice(0, 60)}-${today}.docx`;
    if ((await files.saveFile(name, made.value)) !== null) showDone(t('docx.saved'));
  };

  return (
    <Page
      title={template.title}
      subtitle={`${t(`documents:kind.${template.data.kind}`)} · ${t(`from.${template.from}`)}`}
      actions={
        <>
          {onEdit ? (
            <Button variant="default" onClick={onEdit}>
              {t('edit')}
            </Button>
          ) : null}
          <Button variant="default" component={Link} to={`/templates/issue?from=${template.id}`}>
            {t('issue.open')}
          </Button>
        </>
      }
    >
      <FormColumn onSubmit={() => void begin(template)} label={t('write')}>
        {abolished ? (
          <AbolishedNote paper={abolished} onRefuse={refusal ? () => void begin(refusal) : undefined} />
        ) : null}
        <Select
          label={`${t('whom')} ${t('common:form.optional')}`}
          description={t('whomHint')}
          data={people}
          value={personId}
          onChange={setPerson}
          searchable
          onSearchChange={setAsked}
          filter={({ options }) => options}
          nothingFoundMessage={t('nobody')}
          clearable
          clearButtonProps={{ 'aria-label': t('clear') }}
        />
        {person && isClosedForUse(person.body, today) ? (
          <Text role="alert" c="var(--mantine-color-error)">
            {t('people:consent.closed')}. {t('people:consent.closedMeans')}
          </Text>
        ) : null}
        <section aria-label={t('preview')}>
          <Text fw={600}>{t('preview')}</Text>
          {filled.ok ? (
            <>
              <ScriptSwitch
                text={`${filled.value.subject}\n${filled.value.text}`}
                value={rendering}
                onChange={setRendering}
              />
              <Text fw={600} mt="xs">
                {renderIn(filled.value.subject, rendering)}
              </Text>
              <PaperText text={renderIn(filled.value.text, rendering)} />
            </>
          ) : (
            <Text role="alert" c="var(--mantine-color-error)">
              {failureText(filled.failure)}
            </Text>
          )}
        </section>
        {parts.some((one) => one.required && one.state !== 'there') ? (
          <Text size="sm" c="dimmed">
            {t('partsLater')}
          </Text>
        ) : null}
        <FormActions>
          <Button type="submit" loading={busy} disabled={!filled.ok} title="Ctrl + Enter">
            {abolished ? t('writeAnyway') : t('write')}
          </Button>
          {own?.body.docx ? (
            <Button variant="default" onClick={() => void saveDocx()}>
              {t('docx.save')}
            </Button>
          ) : null}
        </FormActions>
      </FormColumn>
    </Page>
  );
}
