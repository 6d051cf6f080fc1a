import { type ReactNode } from 'react';
import { HideNow } from '../../casework/hide-now.tsx';
import { QuickHide } from '../../casework/quick-hide.tsx';

/**
 * What stands around each screen of a case. A violence file is shown inside what covers it quickly when somebody comes
 * near; what is around another kind looks the same to React, so that a form whose kind is chosen anew stays as it is.
 */
export function Guarded({ kind, children }: { readonly kind: string; readonly children: ReactNode }) {
  const guarded = kind === 'violence';
  return (
    <QuickHide active={guarded}>
      {children}
      {guarded ? <HideNow /> : null}
    </QuickHide>
  );
}
