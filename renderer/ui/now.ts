import { useInterval } from '@mantine/hooks';
import { useState } from 'react';

/** The device's time, milliseconds; a minute old at most, so that "yesterday" becomes true by itself. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useInterval(() => setNow(Date.now()), 60_000, { autoInvoke: true });
  return now;
}
