import i18next from 'i18next';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure } from '#shared/kernel/result.ts';
import { useSession } from '../../app/session-context.ts';
import { useData } from '../../data/react.tsx';
import { useFailureText } from '../../i18n/index.ts';
import { showFailure } from '../../ui/index.ts';
import { useOffice } from '../office.ts';
import { certifyPaper } from './certify.ts';
import { useStampQueue } from './use-timestamps.ts';

/** Name of a kind of paper in a script, whatever the language of the interface. */
export function kindName(kind: string, script: 'latn' | 'cyrl'): string {
  return i18next.getFixedT(script === 'cyrl' ? 'uz-Cyrl' : 'uz-Latn', 'documents')(`kind.${kind}`);
}

/**
 * Signs a paper as a file, after it has been signed. A failure is told, and takes nothing back: the paper is signed, and
 * its file can be made later.
 */
export function useCertify(): (paperId: string, password: string) => Promise<Failure | null> {
  const { t } = useTranslation('certified');
  const session = useSession();
  const data = useData();
  const office = useOffice();
  const failureText = useFailureText();
  const stamps = useStampQueue();
  return useCallback(
    async (paperId, password) => {
      if (!data.files) return null;
      const failure = await certifyPaper(
        {
          data,
          secrets: session.secrets,
          office: session.office,
          publicKey: session.publicKey,
          serverUrl: session.device.serverUrl,
          context: office.context,
          kindName,
        },
        paperId,
        password,
      );
      // With a connection at hand it is stamped at once; otherwise after the next exchange.
      if (failure === null)
        void stamps?.add(paperId).then(() => (data.sync.status().connection === 'online' ? stamps.run() : undefined));
      // Locked in the middle of it: the paper's page offers to make the file, and nobody is here to be told.
      if (failure && failure.code !== 'locked') showFailure(`${t('later')} ${failureText(failure)}`);
      return failure;
    },
    [data, session, office, failureText, stamps, t],
  );
}
