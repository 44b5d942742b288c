import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

type Values = Readonly<Record<string, string | null | undefined>>;

/** The parameters of the address: what is chosen on a page is in them, so that it can be shared. */
export function useAddress() {
  const [parameters, setParameters] = useSearchParams();
  const change = useCallback(
    (values: Values) => {
      setParameters(
        (before) => {
          const after = new URLSearchParams(before);
          for (const [name, value] of Object.entries(values)) {
            if (value) after.set(name, value);
            else after.delete(name);
          }
          return after;
        },
        { replace: true },
      );
    },
    [setParameters],
  );
  const read = useCallback((name: string) => parameters.get(name) ?? '', [parameters]);
  return { read, change };
}

/** The value when it is one of those known, else the first of them: addresses are typed by people. */
export function oneOf<T extends string>(value: string, known: readonly [T, ...T[]]): T {
  return known.find((one) => one === value) ?? known[0];
}
