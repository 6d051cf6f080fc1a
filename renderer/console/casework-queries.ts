import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { CaseworkFilter, CasesFilter } from './casework-api.ts';
import { useConsole } from './context.ts';

const pages = {
  initialPageParam: null as string | null,
  getNextPageParam: (page: { readonly next: string | null }) => page.next,
};

export function usePeople(filter: CaseworkFilter) {
  const { api } = useConsole();
  return useInfiniteQuery({
    queryKey: ['people', filter],
    queryFn: ({ pageParam }) => api.people(filter, pageParam),
    ...pages,
  });
}

export function useHouseholds(filter: CaseworkFilter) {
  const { api } = useConsole();
  return useInfiniteQuery({
    queryKey: ['households', filter],
    queryFn: ({ pageParam }) => api.households(filter, pageParam),
    ...pages,
  });
}

export function useCases(filter: CasesFilter) {
  const { api } = useConsole();
  return useInfiniteQuery({
    queryKey: ['cases', filter],
    queryFn: ({ pageParam }) => api.cases(filter, pageParam),
    ...pages,
  });
}

export function usePerson(officeId: string, id: string) {
  const { api } = useConsole();
  return useQuery({ queryKey: ['person', officeId, id], queryFn: () => api.person(officeId, id) });
}

export function useHousehold(officeId: string, id: string) {
  const { api } = useConsole();
  return useQuery({ queryKey: ['household', officeId, id], queryFn: () => api.household(officeId, id) });
}

export function useCase(officeId: string, id: string) {
  const { api } = useConsole();
  return useQuery({ queryKey: ['case', officeId, id], queryFn: () => api.case(officeId, id) });
}

export function useCaseload(area: string | null) {
  const { api } = useConsole();
  return useQuery({ queryKey: ['caseload', area], queryFn: () => api.caseload(area) });
}

export function useProgrammeNames() {
  const { api } = useConsole();
  return useQuery({ queryKey: ['programme-names'], queryFn: () => api.programmeNames(), staleTime: 600_000 });
}

export function useCaseworkDuties() {
  const { api } = useConsole();
  return useQuery({ queryKey: ['casework-duties'], queryFn: () => api.caseworkDuties() });
}

export function useForms() {
  const { api } = useConsole();
  return useQuery({ queryKey: ['forms'], queryFn: () => api.forms() });
}
