import { IconUrgent } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { useSession } from '../../app/session-context.ts';
import { useData } from '../../data/react.tsx';
import { RailLink } from '../../ui/index.ts';
import { countWaiting } from './seen.ts';

/** Next look at the server, milliseconds. */
const EVERY = 5 * 60_000;

/** In the rail where somebody asks for a decision, or has read what one is responsible for. It names nobody. */
export function EmergencySign() {
  const { t } = useTranslation('emergency');
  const { emergencies } = useSession();
  const { drafts } = useData();
  // Looked at again after the screen was open.
  const here = useLocation().pathname === '/emergency';
  const [waiting, setWaiting] = useState(0);
  useEffect(() => {
    // Whoever has the screen open is looking.
    if (here) {
      setWaiting(0);
      return undefined;
    }
    let gone = false;
    const look = async () => {
      const found = await countWaiting(await emergencies.list(), drafts);
      if (!gone) setWaiting(found);
    };
    // Without a connection there is nothing new to say.
    const quietly = () => void look().catch(() => undefined);
    quietly();
    const timer = setInterval(quietly, EVERY);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [emergencies, drafts, here]);
  if (waiting === 0) return null;
  return (
    <RailLink to="/emergency" icon={IconUrgent}>
      {t('sign', { count: waiting })}
    </RailLink>
  );
}
