import { parseRequirements } from '../../../shared/requirements.ts';
import { formatSeconds } from '../../../shared/units.ts';
import { TextArea, TextField } from '../../components/field.tsx';
import { useGpus, useSettings, useWords } from '../../stores/stores.ts';
import { type FieldName, type FieldTexts, type JobFields, warningsOf } from './job-fields.ts';

interface JobFieldsFormProps {
  fields: JobFields;
  problems: FieldTexts;
  withScript: boolean;
  onChange: (fields: JobFields) => void;
}

/** The fields that a new job has, whichever way it came. */
export function JobFieldsForm({ fields, problems, withScript, onChange }: JobFieldsFormProps) {
  const gpus = useGpus();
  const settings = useSettings()?.values ?? null;
  const { t } = useWords();
  const warnings = warningsOf(fields, gpus, settings?.setup ?? null, t);
  const bind = (name: FieldName) => ({
    value: fields[name],
    error: problems[name],
    warning: warnings[name],
    onChange: (event: { target: { value: string } }) => onChange({ ...fields, [name]: event.target.value }),
  });
  const count = parseRequirements(fields.requirementsText).requirements.length;
  const seconds = Number(fields.timeout);
  const here = gpus.status === 'ok' ? t('jobs.field.gpusHere', { count: gpus.gpus.length }) : undefined;
  const defaultTimeout = settings ? formatSeconds(settings.limits.defaultTimeoutSeconds) : '';

  return (
    <div className="flex flex-col gap-4">
      <TextField label={t('jobs.field.name')} placeholder={t('jobs.field.noName')} maxLength={1000} {...bind('name')} />
      {withScript && (
        <TextArea
          label={t('jobs.field.script')}
          placeholder={'print("hello")'}
          inputClassName="h-40"
          hint={t('jobs.field.scriptHint')}
          {...bind('scriptText')}
        />
      )}
      <TextArea
        label={t('jobs.field.requirements')}
        placeholder={'numpy>=2\nrequests==2.32.3'}
        inputClassName="h-20"
        hint={t('jobs.field.requirementsHint', { count })}
        {...bind('requirementsText')}
      />
      <div className="grid grid-cols-3 gap-3">
        <TextField label={t('jobs.field.gpus')} inputMode="numeric" hint={here} {...bind('gpuCount')} />
        <TextField
          label={t('jobs.field.gpuMemory')}
          unit="GiB"
          inputMode="decimal"
          placeholder={t('jobs.field.anyMemory')}
          hint={t('jobs.field.gpuMemoryHint')}
          {...bind('gpuMinMemory')}
        />
        <TextField
          label={t('jobs.field.timeout')}
          unit={t('jobs.field.seconds')}
          inputMode="numeric"
          placeholder={settings ? String(settings.limits.defaultTimeoutSeconds) : ''}
          hint={
            seconds > 0
              ? t('jobs.field.timeoutIs', { time: formatSeconds(seconds) })
              : t('jobs.field.timeoutDefault', { time: defaultTimeout })
          }
          {...bind('timeout')}
        />
      </div>
    </div>
  );
}
