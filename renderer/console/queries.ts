import { QueryClient, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { toFailure } from '#shared/kernel/result.ts';
import type { PaperFilter } from './api.ts';
import { useConsole } from './context.ts';

/** Makes the cache of what only the server knows. Old answers are shown while new ones come, never instead of them. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // Without a connection the answer is that there is none, not a wait without end.
        networkMode: 'always',
        staleTime: 15_000,
        refetchInterval: 60_000,
        retry: (count, error) => count < 2 && ['offline', 'timeout', 'server_busy'].includes(toFailure(error).code),
      },
    },
  });
}

export function useOffices() {
  const { api } = useConsole();
  return useQuery({ queryKey: ['offices'], queryFn: () => api.offices() });
}

export function usePapers(filter: PaperFilter) {
  const { api } = useConsole();
  return useInfiniteQuery({
    queryKey: ['papers', filter],
    queryFn: ({ pageParam }) => api.papers(filter, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

export function usePaper(officeId: string, id: string) {
  const { api } = useConsole();
  return useQuery({ queryKey: ['paper', officeId, id], queryFn: () => api.paper(officeId, id) });
}

export function useDispatches() {
  const { api } = useConsole();
  return useQuery({ queryKey: ['dispatches'], queryFn: () => api.dispatches() });
}

export function useDispatch(id: string) {
  const { api } = useConsole();
  return useQuery({ queryKey: ['dispatch', id], queryFn: () => api.dispatch(id) });
}

export function useAnswers(id: string) {
  const { api } = useConsole();
  return useQuery({ queryKey: ['answers', id], queryFn: () => api.answers(id) });
}

export function useCertificates() {
  const { api } = useConsole();
  return useQuery({ queryKey: ['certificates'], queryFn: () => api.certificates() });
}

export function useDevices(officeId: string) {
  const { api } = useConsole();
  return useQuery({ queryKey: ['devices', officeId], queryFn: () => api.devices(officeId) });
}

export function useSigners(officeId: string) {
  const { api } = useConsole();
  return useQuery({ queryKey: ['signers', officeId], queryFn: () => api.signers(officeId) });
}

export function useEmergencies() {
  const { api } = useConsole();
  return useQuery({ queryKey: ['emergencies'], queryFn: () => api.emergencies() });
}

export function useEmergencyCodes() {
  const { api } = useConsole();
  return useQuery({ queryKey: ['emergency-codes'], queryFn: () => api.emergencyCodes() });
}
