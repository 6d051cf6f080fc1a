import { FileButton } from '@mantine/core';
import { type ReactElement, useRef } from 'react';

interface Shared {
  /** As the `accept` of an input: `.csv,text/csv`. */
  readonly accept?: string;
  /** Draws the button, with the props that open the dialog. */
  readonly children: (props: { onClick: () => void }) => ReactElement;
}

/**
 * A button that has files chosen. The same file can be chosen again: it may have been mended since, and a browser tells
 * nothing of a second choice unless the first is forgotten.
 */
export function ChooseFiles(
  props: Shared &
    (
      | { readonly multiple?: false; readonly onChange: (file: File | null) => void }
      | { readonly multiple: true; readonly onChange: (files: readonly File[]) => void }
    ),
) {
  const reset = useRef<() => void>(null);
  const take = (chosen: File | File[] | null) => {
    // What was chosen is held by now; the input's own list is emptied.
    reset.current?.();
    const files = Array.isArray(chosen) ? chosen : chosen ? [chosen] : [];
    if (props.multiple) props.onChange(files);
    else props.onChange(files[0] ?? null);
  };
  return (
    <FileButton<boolean>
      multiple={props.multiple ?? false}
      resetRef={reset}
      onChange={take}
      {...(props.accept ? { accept: props.accept } : {})}
    >
      {props.children}
    </FileButton>
  );
}
