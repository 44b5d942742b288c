import {
  keepPreviousData,
  useInfiniteQuery,
  type UseInfiniteQueryResult,
} from '@tanstack/react-query';

interface Paged {
  readonly next: string | number | null;
}

type Read<P> = (after: string | undefined) => (signal: AbortSignal) => Promise<P>;

/** A list by pages: `next` of one is `after` of the following. What was shown stays while it changes. */
export function usePages<P extends Paged>(
  key: readonly unknown[],
  read: Read<P>,
  refetchInterval: number | false = false,
): UseInfiniteQueryResult<P[]> {
  return useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => read(pageParam)(signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: P) => page.next?.toString(),
    select: ({ pages }) => pages,
    placeholderData: keepPreviousData,
    refetchInterval,
  });
}
