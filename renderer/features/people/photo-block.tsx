import { Button, Group, Slider, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { consentState } from '#shared/domain/casework/consent.ts';
import { cropOf } from '#shared/domain/casework/photo.ts';
import { useRecord } from '../../data/react.tsx';
import { ActDialog } from '../../documents/act-dialog.tsx';
import { useOffice, useToday } from '../../documents/office.ts';
import { useFailureText } from '../../i18n/index.ts';
import { ChooseFiles, showFailure } from '../../ui/index.ts';
import { type Person, setPhoto } from './acts.ts';
import { type ConsentTerm, ConsentTermFields, useTermFaults } from './consents.tsx';
import classes from './people.module.css';
import { drawPicture, openPicture, toPhoto } from './photo.ts';

/** A person's photograph, where there is one and the consent to it holds. */
export function shownPhoto(body: PersonBody | undefined, today: string): string | null {
  return body?.photo && consentState(body, 'photo', today).state === 'valid' ? body.photo : null;
}

/** A photograph of a person by id, for a paper; nothing where there is none. */
export function PhotoOf({ personId, name }: { readonly personId: string; readonly name: string }) {
  const person = useRecord('people', personId);
  const today = useToday();
  const photo = shownPhoto(person?.body, today);
  return photo ? <img src={`data:image/jpeg;base64,${photo}`} alt={name} className={classes.photoOnCard} /> : null;
}

/** The photograph on the page of a person: put there, taken out. */
export function PhotoBlock({ person, name }: { readonly person: Person; readonly name: string }) {
  const { t } = useTranslation('people');
  const office = useOffice();
  const today = useToday();
  const failureText = useFailureText();
  const [opened, setOpened] = useState<{ readonly picture: ImageBitmap; readonly name: string } | null>(null);
  const photo = shownPhoto(person.body, today);
  const choose = async (file: File | null) => {
    if (!file) return;
    const picture = await openPicture(file);
    if (picture.ok) setOpened({ picture: picture.value, name: file.name });
    else showFailure(failureText(picture.failure));
  };
  const close = () => {
    opened?.picture.close();
    setOpened(null);
  };
  return (
    <div className={classes.photoBox}>
      {photo ? (
        <img src={`data:image/jpeg;base64,${photo}`} alt={t('photo.of', { name })} className={classes.photo} />
      ) : (
        <div className={classes.noPhoto}>{person.body.photo ? t('photo.noConsent') : t('photo.none')}</div>
      )}
      <Group gap="xs">
        <ChooseFiles accept="image/*" onChange={(file) => void choose(file)}>
          {(props) => (
            <Button variant="default" size="compact-sm" {...props}>
              {t(photo ? 'photo.another' : 'photo.add')}
            </Button>
          )}
        </ChooseFiles>
        {person.body.photo ? (
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => void office.act([setPhoto(person, null, null, office.context())], t('photo.removed'))}
          >
            {t('photo.remove')}
          </Button>
        ) : null}
      </Group>
      {opened ? <PhotoDialog person={person} {...opened} onClose={close} /> : null}
    </div>
  );
}

const PREVIEW_WIDTH = 180;

function PhotoDialog({
  person,
  picture,
  name,
  onClose,
}: {
  readonly person: Person;
  readonly picture: ImageBitmap;
  readonly name: string;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation(['people', 'common']);
  const office = useOffice();
  const today = useToday();
  const failureText = useFailureText();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [zoom, setZoom] = useState(1);
  const [across, setAcross] = useState(50);
  const [down, setDown] = useState(50);
  const [term, setTerm] = useState<ConsentTerm>({ on: today, until: undefined, how: '' });
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const agreed = consentState(person.body, 'photo', today).state === 'valid';
  const crop = cropOf(picture, zoom, across / 100, down / 100);
  const { x, y, width, height } = crop;
  useEffect(() => {
    if (canvas.current) drawPicture(canvas.current, picture, { x, y, width, height }, PREVIEW_WIDTH);
  }, [picture, x, y, width, height]);
  const faults = useTermFaults(term);
  const go = async () => {
    setTried(true);
    if (busy || (!agreed && (faults.on || faults.until))) return;
    setBusy(true);
    const photo = await toPhoto(picture, crop, name);
    if (!photo.ok) {
      setBusy(false);
      showFailure(failureText(photo.failure));
      return;
    }
    const consent = agreed || !term.on ? null : { ...term, purpose: 'photo' as const, on: term.on };
    const failure = await office.act([setPhoto(person, photo.value, consent, office.context())], t('photo.saved'));
    setBusy(false);
    if (failure === null) onClose();
  };
  const slider = (label: string, value: number, onChange: (value: number) => void, max: number, step: number) => (
    <div>
      <Text size="sm">{label}</Text>
      <Slider
        thumbLabel={label}
        min={max === 100 ? 0 : 1}
        max={max}
        step={step}
        value={value}
        onChange={onChange}
        label={null}
      />
    </div>
  );
  return (
    <ActDialog
      title={t('photo.title')}
      verb={t('common:action.save')}
      busy={busy}
      onDo={() => void go()}
      onClose={onClose}
    >
      <Text size="sm">{t('photo.hint')}</Text>
      <Group align="flex-start" wrap="nowrap" gap="xl">
        <canvas ref={canvas} className={classes.photo} role="img" aria-label={t('photo.preview')} />
        <div style={{ flex: 1, display: 'grid', gap: 16 }}>
          {slider(t('photo.zoom'), zoom, setZoom, 4, 0.1)}
          {slider(t('photo.across'), across, setAcross, 100, 5)}
          {slider(t('photo.down'), down, setDown, 100, 5)}
        </div>
      </Group>
      {agreed ? null : (
        <>
          <Text>{t('photo.asks')}</Text>
          <ConsentTermFields term={term} tried={tried} onChange={setTerm} />
        </>
      )}
    </ActDialog>
  );
}
