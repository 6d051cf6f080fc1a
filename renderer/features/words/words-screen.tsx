import {
  Button,
  CloseButton,
  CopyButton,
  Group,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '#shared/kernel/json.ts';
import {
  findWordFault,
  MAX_WORD,
  tidyPair,
  type WordPair,
  wordListId,
  wordsOf,
} from '#shared/domain/exchange/word-list.ts';
import { toCyrillic, toLatin, toNewLatin } from '#shared/domain/language/transliterate.ts';
import { useSession } from '../../app/session-context.ts';
import { useRecords } from '../../data/react.tsx';
import { useOffice } from '../../documents/office.ts';
import { useExceptions } from '../../documents/words.ts';
import type { Change, RecordOf } from '../../ports/data.ts';
import { EmptyState, FormActions, FormColumn, LoadingState, Page, useKept } from '../../ui/index.ts';
import classes from './words.module.css';

const SCRIPTS = ['latn', 'cyrl', 'latn2026'] as const;
const RENDER = { latn: toLatin, cyrl: toCyrillic, latn2026: toNewLatin } as const;

/** Puts a word into its list, or with an empty Latin takes it out. */
function changeOf(
  lists: readonly RecordOf<'catalogues'>[],
  officeId: string,
  title: string,
  { cyrl, latn }: WordPair,
): Change {
  const docId = wordListId(officeId, cyrl);
  const list = lists.find((one) => one.id === docId);
  const data: Record<string, Json> = { ...(list?.body.data as Record<string, Json> | undefined) };
  if (latn === '') delete data[cyrl];
  else data[cyrl] = latn;
  return list
    ? { collection: 'catalogues', docId, kind: 'patch', patch: { data } }
    : { collection: 'catalogues', docId, kind: 'create', patch: { kind: 'words', title, data } };
}

/** The office's own words of transliteration, and a text in three scripts. */
export function WordsScreen() {
  const { t } = useTranslation('words');
  const { user } = useSession();
  const records = useRecords({ collection: 'catalogues', prefix: 'words', limit: 100 });
  const lists = useMemo(() => records?.filter((record) => record.officeId === user.officeId), [records, user]);
  const may = user.role === 'chair' || user.role === 'secretary';
  return (
    <Page title={t('title')} subtitle={t('what')}>
      <Stack gap="xl" maw={860}>
        <Turn />
        <section aria-labelledby="words-list">
          <Title order={2} id="words-list" mb="xs">
            {t('list.title')}
          </Title>
          {lists === undefined ? <LoadingState /> : <List lists={lists} may={may} />}
        </section>
      </Stack>
    </Page>
  );
}

function List({ lists, may }: { readonly lists: readonly RecordOf<'catalogues'>[]; readonly may: boolean }) {
  const { t } = useTranslation(['words', 'common']);
  const { user } = useSession();
  const office = useOffice();
  const words = useMemo(() => wordsOf(lists.map((list) => list.body.data)), [lists]);
  const [cyrl, setCyrl] = useKept('words.cyrl', '');
  const [latn, setLatn] = useKept('words.latn', '');
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  const pair = tidyPair({ cyrl, latn });
  const fault = findWordFault(pair);
  const change = async (word: WordPair, done: string) => {
    setBusy(true);
    const failure = await office.act([changeOf(lists, user.officeId, t('title'), word)], done);
    setBusy(false);
    return failure;
  };
  const add = async () => {
    setAsked(true);
    if (busy || fault !== null) return;
    if (await change(pair, t('list.added', { ...pair }))) return;
    setCyrl('');
    setLatn('');
    setAsked(false);
    first.current?.focus();
  };
  return (
    <>
      {may ? (
        <FormColumn onSubmit={() => void add()} label={t('list.add')}>
          <Group align="flex-start" gap="md">
            <TextInput
              ref={first}
              className={classes.word}
              label={t('list.cyrl')}
              value={cyrl}
              maxLength={MAX_WORD}
              onChange={(event) => setCyrl(event.currentTarget.value)}
              error={asked && fault === 'cyrl' ? t('list.cyrlWrong') : null}
              autoComplete="off"
            />
            <TextInput
              className={classes.word}
              label={t('list.latn')}
              value={latn}
              maxLength={MAX_WORD}
              description={pair.cyrl === '' ? undefined : t('list.byRules', { word: toLatin(pair.cyrl) })}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              onChange={(event) => setLatn(event.currentTarget.value)}
              error={asked && fault === 'latn' ? t('list.latnWrong') : null}
              autoComplete="off"
            />
          </Group>
          <FormActions>
            <Button type="submit" loading={busy}>
              {t('list.add')}
            </Button>
          </FormActions>
        </FormColumn>
      ) : (
        <Text c="dimmed">{t('list.mayNot')}</Text>
      )}
      {words.length === 0 ? (
        <EmptyState title={t('list.empty')}>{t('list.emptyHint')}</EmptyState>
      ) : (
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('list.cyrl')}</th>
              <th scope="col">{t('list.latn')}</th>
              <th scope="col">{t('list.rules')}</th>
              {may ? <td /> : null}
            </tr>
          </thead>
          <tbody>
            {words.map((word) => (
              <tr key={word.cyrl}>
                <td lang="uz-Cyrl">{word.cyrl}</td>
                <td lang="uz-Latn">{word.latn}</td>
                <td className={classes.rules}>
                  {toLatin(word.cyrl)} · {toCyrillic(word.latn)}
                </td>
                {may ? (
                  <td>
                    <CloseButton
                      aria-label={t('list.remove', { ...word })}
                      disabled={busy}
                      onClick={() => void change({ cyrl: word.cyrl, latn: '' }, t('list.removed', { ...word }))}
                    />
                  </td>
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function Turn() {
  const { t } = useTranslation(['words', 'common']);
  const lists = useExceptions();
  const [text, setText] = useKept('words.text', '');
  const [script, setScript] = useKept<(typeof SCRIPTS)[number]>('words.script', 'latn');
  const id = useId();
  const turned = useMemo(() => RENDER[script](text, lists[script]), [text, script, lists]);
  return (
    <section aria-labelledby={id}>
      <Title order={2} id={id} mb="xs">
        {t('turn.title')}
      </Title>
      <Stack gap="sm">
        <Textarea
          label={t('turn.text')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          autosize
          minRows={2}
          maxRows={8}
        />
        <SegmentedControl
          aria-label={t('turn.to')}
          value={script}
          onChange={(value) => setScript(value as (typeof SCRIPTS)[number])}
          data={SCRIPTS.map((value) => ({ value, label: t(`turn.${value}`) }))}
        />
        {text.trim() === '' ? null : (
          <div>
            <output className={classes.turned} lang={script === 'cyrl' ? 'uz-Cyrl' : 'uz-Latn'}>
              {turned}
            </output>
            <CopyButton value={turned}>
              {({ copied, copy }) => (
                <Button variant="default" size="xs" mt="xs" onClick={copy}>
                  {copied ? t('common:action.copied') : t('common:action.copy')}
                </Button>
              )}
            </CopyButton>
          </div>
        )}
      </Stack>
    </section>
  );
}
