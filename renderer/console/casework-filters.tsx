import { Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { areaCovers } from '#shared/domain/access/area.ts';
import { useAreas } from './areas.ts';
import type { CaseworkFilter } from './casework-api.ts';
import { useProgrammes } from './casework-words.tsx';
import { useNames } from './context.ts';
import { useOffices } from './queries.ts';

const NO_OFFICES: never[] = [];

/** Names of the mahallas of the area of duty, by id. */
export function useOfficeNames(): ReadonlyMap<string, string> {
  const offices = useOffices();
  const nameOf = useNames();
  return useMemo(() => new Map(offices.data?.offices.map((one) => [one.id, nameOf(one.name)])), [offices.data, nameOf]);
}

/** What any list of the central base is narrowed by: words, area, mahalla, programme. */
export function CaseworkFilters(props: {
  readonly filter: CaseworkFilter;
  readonly findLabel: string;
  /** Whether programmes may be asked for. */
  readonly programmes: boolean;
  readonly onChange: (change: { readonly [Key in keyof CaseworkFilter]?: CaseworkFilter[Key] | undefined }) => void;
}) {
  const { t } = useTranslation('central');
  const { filter, onChange } = props;
  const nameOf = useNames();
  const offices = useOffices();
  const mahallas = useMemo(
    () => offices.data?.offices.filter((office) => office.kind === 'mahalla') ?? NO_OFFICES,
    [offices.data],
  );
  const areas = useAreas(mahallas);
  const programmes = useProgrammes();
  const choices = useMemo(
    () =>
      mahallas
        .filter((one) => !filter.area || areaCovers(filter.area, one.area))
        .map((one) => ({ value: one.id, label: [nameOf(one.name), nameOf(one.district)].filter(Boolean).join(', ') })),
    [mahallas, filter.area, nameOf],
  );
  const clear = { clearable: true, clearButtonProps: { 'aria-label': t('common:action.clear') } };
  return (
    <>
      <TextInput
        aria-label={props.findLabel}
        placeholder={props.findLabel}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={filter.text ?? ''}
        maxLength={200}
        onChange={(event) => onChange({ text: event.currentTarget.value })}
        w={310}
      />
      {areas.length > 1 ? (
        <Select
          aria-label={t('list.area')}
          placeholder={t('list.allAreas')}
          data={[...areas]}
          value={filter.area ?? null}
          onChange={(area) => onChange({ area: area ?? undefined, office: undefined })}
          searchable
          limit={60}
          w={230}
          {...clear}
        />
      ) : null}
      <Select
        aria-label={t('list.office')}
        placeholder={t('list.allOffices')}
        data={choices}
        value={filter.office ?? null}
        onChange={(office) => onChange({ office: office ?? undefined })}
        searchable
        limit={60}
        w={230}
        {...clear}
      />
      {props.programmes && programmes.choices.length > 0 ? (
        <Select
          aria-label={t('list.programme')}
          placeholder={t('list.anyProgramme')}
          data={[...programmes.choices]}
          value={filter.programme ?? null}
          onChange={(programme) => onChange({ programme: programme ?? undefined })}
          searchable
          w={210}
          {...clear}
        />
      ) : null}
    </>
  );
}

/** A filter without what is empty, so that two filters that say the same are the same. */
export function compactFilter<F extends object>(filter: F): F {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined && value !== '')) as F;
}
