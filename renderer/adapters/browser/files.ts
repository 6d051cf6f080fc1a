import type { FilesPort } from '#shared/ipc/desktop-api.ts';

/** Printing and downloads by the browser's own dialogs. */
export function createBrowserFiles(): FilesPort {
  return {
    async print() {
      window.print();
    },
    async savePdf(suggestedName) {
      // The print dialog offers a PDF and takes its name from the title.
      const title = document.title;
      document.title = suggestedName.replace(/\.pdf$/i, '');
      try {
        window.print();
      } finally {
        document.title = title;
      }
      return suggestedName;
    },
    async saveFile(suggestedName, bytes) {
      const url = URL.createObjectURL(new Blob([Uint8Array.from(bytes)]));
      const link = document.createElement('a');
      link.href = url;
      link.download = suggestedName;
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
      return suggestedName;
    },
  };
}
