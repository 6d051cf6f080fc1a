import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toFailure } from '#shared/kernel/result.ts';
import { useSession } from '../app/session-context.ts';
import { useFailureText } from '../i18n/index.ts';
import { showDone, showFailure } from '../ui/index.ts';

/** The API key of E-IMZO, and whether E-IMZO runs here. Nothing in a browser, where it can't be reached. */
export function NationalSettings() {
  const { t } = useTranslation(['route', 'common']);
  const { national } = useSession();
  const failureText = useFailureText();
  const [apiKey, setApiKey] = useState('');
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    let gone = false;
    void national
      ?.apiKey()
      .then((kept) => {
        if (!gone) setApiKey(kept ?? '');
      })
      .catch(() => undefined);
    return () => {
      gone = true;
    };
  }, [national]);
  if (!national) return null;
  const doing = async (work: () => Promise<string>) => {
    if (busy) return;
    setBusy(true);
    try {
      showDone(await work());
    } catch (error) {
      showFailure(failureText(toFailure(error)));
    } finally {
      setBusy(false);
    }
  };
  const keep = () =>
    doing(async () => {
      await national.setApiKey(apiKey.trim() || null);
      return t('national.apiKeyKept');
    });
  const check = () => doing(async () => t('national.works', { version: (await national.status()).version }));
  return (
    <section>
      <Title order={2} mb="xs">
        {t('national.title')}
      </Title>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void keep();
        }}
      >
        <Stack gap="xs">
          <TextInput
            label={t('national.apiKey')}
            description={t('national.apiKeyHint')}
            value={apiKey}
            maxLength={512}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setApiKey(event.currentTarget.value)}
          />
          <Group>
            <Button type="submit" variant="default" disabled={busy}>
              {t('common:action.save')}
            </Button>
            <Button variant="default" disabled={busy} onClick={() => void check()}>
              {t('national.check')}
            </Button>
          </Group>
          <Text size="sm" c="dimmed">
            {t('national.window')}
          </Text>
        </Stack>
      </form>
    </section>
  );
}
