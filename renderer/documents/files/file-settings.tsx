import { Button, Group, Select, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toFailure } from '#shared/kernel/result.ts';
import { useFailureText } from '../../i18n/index.ts';
import { showFailure } from '../../ui/index.ts';
import { FILE_LIMITS_MB, fileLimit, setFileLimit } from './limit.ts';
import { useOfficeFiles, useScanned } from './use-files.ts';

/** The largest file, and the folder of the scanner. */
export function FileSettings() {
  const { t } = useTranslation('files');
  const failureText = useFailureText();
  const files = useOfficeFiles();
  const { scanner, state, refresh } = useScanned(files);
  const [limit, setLimit] = useState(() => String(fileLimit() / 1_048_576));
  const doing = (work: () => Promise<unknown>) => {
    work()
      .then(refresh)
      .catch((error: unknown) => showFailure(failureText(toFailure(error))));
  };
  return (
    <section>
      <Title order={2} mb="xs">
        {t('settings.title')}
      </Title>
      <Stack gap="sm">
        <Select
          label={t('settings.limit')}
          data={FILE_LIMITS_MB.map((megabytes) => ({ value: String(megabytes), label: `${megabytes} MB` }))}
          value={limit}
          onChange={(next) => {
            if (!next) return;
            setLimit(next);
            setFileLimit(Number(next));
          }}
          allowDeselect={false}
          maw={240}
        />
        {scanner ? (
          <div>
            <Text fw={500}>{t('settings.scanner')}</Text>
            <Text c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {state?.folder ?? t('settings.noScanner')}
            </Text>
            <Group mt="xs">
              <Button variant="default" onClick={() => doing(() => scanner.choose())}>
                {t('settings.chooseFolder')}
              </Button>
              {state?.folder ? (
                <Button variant="default" onClick={() => doing(() => scanner.forget())}>
                  {t('settings.forget')}
                </Button>
              ) : null}
            </Group>
          </div>
        ) : (
          <Text c="dimmed">{t('settings.desktopOnly')}</Text>
        )}
      </Stack>
    </section>
  );
}
