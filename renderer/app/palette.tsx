import { Spotlight, spotlight } from '@mantine/spotlight';
import { IconFileText, IconHeartHandshake, IconSearch, IconUser } from '@tabler/icons-react';
import { useLayoutEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { formatDay } from '#shared/domain/language/dates.ts';
import { strictKey } from '#shared/domain/language/keys.ts';
import { useData, useIndexState } from '../data/react.tsx';
import { toRecordPath } from './record-path.ts';

/** Records that the palette shows; the rest is a step away, in the search. */
const RECORDS = 7;
/** Places and acts that are in sight at once; the others are found by typing. */
const ACTS = 10;
const LIST = 'palette-list';

interface Entry {
  readonly path: string;
  readonly label: string;
}

const ICONS = { documents: IconFileText, people: IconUser, cases: IconHeartHandshake };

function RecordIcon({ collection }: { readonly collection: keyof typeof ICONS }) {
  const Icon = ICONS[collection];
  return <Icon size={18} stroke={1.6} aria-hidden />;
}

/** Ctrl-K: places, acts, papers, people and cases in one box, in any script. */
export function Palette({ entries }: { readonly entries: readonly Entry[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { index } = useData();
  const { ready } = useIndexState();
  // Not deferred: Enter takes the first line as soon as it is typed, so the lines must be there by then.
  const [text, setText] = useState('');
  const keyed = useMemo(() => {
    // A place and the command that opens it are one line.
    const unique = new Map(entries.map((entry) => [`${entry.path} ${entry.label}`, entry]));
    return [...unique].map(([id, entry]) => ({ ...entry, id, key: ` ${strictKey(entry.label)}` }));
  }, [entries]);
  const acts = useMemo(() => {
    const words = strictKey(text).split(' ').filter(Boolean);
    return keyed.filter(({ key }) => words.every((word) => key.includes(` ${word}`)));
  }, [text, keyed]);
  const records = useMemo(
    // While the index is being read, what is found grows with the next letter.
    () => (text.trim().length < 2 ? [] : index.search(text.trimStart(), RECORDS)),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- a ready index holds more than the same index before
    [text, index, ready],
  );
  // Enter takes the line that is marked. The library marks the first one before these lines are on the page.
  useLayoutEffect(() => {
    const list = document.getElementById(LIST);
    if (text === '' || !list || list.querySelector('[data-selected]')) return;
    list.querySelector('[data-action]')?.setAttribute('data-selected', 'true');
  }, [acts, records, text]);
  const search = `/search?q=${encodeURIComponent(text.trim())}`;

  return (
    <Spotlight.Root
      query={text}
      onQueryChange={setText}
      shortcut={['mod + K']}
      tagsToIgnore={[]}
      triggerOnContentEditable
      scrollable
      maxHeight={480}
      styles={{ actionDescription: { color: 'inherit', opacity: 1 } }}
      attributes={{ content: { 'aria-label': t('palette.placeholder') } }}
    >
      <Spotlight.Search
        placeholder={t('palette.placeholder')}
        aria-label={t('palette.placeholder')}
        leftSection={<IconSearch size={18} aria-hidden />}
      />
      <Spotlight.ActionsList id={LIST}>
        {acts.length > 0 ? (
          <Spotlight.ActionsGroup label={t('palette.acts')}>
            {acts.slice(0, ACTS).map((entry) => (
              <Spotlight.Action key={entry.id} label={entry.label} onClick={() => void navigate(entry.path)} />
            ))}
          </Spotlight.ActionsGroup>
        ) : null}
        {acts.length > ACTS ? (
          <Spotlight.Empty>{t('palette.more', { count: acts.length - ACTS })}</Spotlight.Empty>
        ) : null}
        {records.length > 0 ? (
          <Spotlight.ActionsGroup label={t('palette.records')}>
            {records.map((hit) => (
              <Spotlight.Action
                key={`${hit.collection}/${hit.id}`}
                label={hit.kind ? `${hit.title} · ${t(`casework:kind.${hit.kind}`)}` : hit.title}
                description={hit.detail.replace(/\b\d{4}-\d{2}-\d{2}\b/g, (day) => formatDay(day))}
                leftSection={<RecordIcon collection={hit.collection} />}
                onClick={() => void navigate(toRecordPath(hit.collection, hit.id) ?? search)}
              />
            ))}
            <Spotlight.Action label={t('palette.all')} onClick={() => void navigate(search)} />
          </Spotlight.ActionsGroup>
        ) : null}
        {acts.length === 0 && records.length === 0 ? <Spotlight.Empty>{t('palette.nothing')}</Spotlight.Empty> : null}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

/** Opens the palette. */
export function openPalette() {
  spotlight.open();
}
