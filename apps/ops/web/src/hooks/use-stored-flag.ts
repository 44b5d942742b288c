import { useLocalStorage } from '@mantine/hooks';

/** A yes or no of this reader, kept in this browser. */
export function useStoredFlag(name: string, defaultValue: boolean) {
  return useLocalStorage({
    key: `lk-ops-${name}`,
    defaultValue,
    getInitialValueInEffect: false,
  });
}
