import { useMemo } from 'react';
import type { OfficeView } from './api.ts';
import { useNames } from './context.ts';
import { useOffices } from './queries.ts';

/** Regions and districts of the offices, the districts under their region. */
export function useAreas(
  offices: readonly OfficeView[],
): readonly { readonly value: string; readonly label: string }[] {
  const nameOf = useNames();
  return useMemo(() => {
    const found = new Map<string, string>();
    for (const office of offices) {
      const parts = office.area.split('.');
      const region = nameOf(office.region);
      if (parts.length > 1 && region) found.set(parts.slice(0, 2).join('.'), region);
      const district = nameOf(office.district);
      if (parts.length > 2 && district) found.set(parts.slice(0, 3).join('.'), `${region} / ${district}`);
    }
    return [...found].map(([value, label]) => ({ value, label })).toSorted((a, b) => a.label.localeCompare(b.label));
  }, [offices, nameOf]);
}

/** The name of a region or a district by its area; empty where no office of it is known. */
export function useAreaNames(): (area: string) => string {
  const nameOf = useNames();
  const { data } = useOffices();
  return useMemo(() => {
    const names = new Map<string, string>();
    for (const office of data?.offices ?? []) {
      const parts = office.area.split('.');
      const [region, district] = [nameOf(office.region), nameOf(office.district)];
      if (parts.length > 1 && region) names.set(parts.slice(0, 2).join('.'), region);
      if (parts.length > 2 && district) names.set(parts.slice(0, 3).join('.'), district);
    }
    return (area) => names.get(area) ?? '';
  }, [data, nameOf]);
}
