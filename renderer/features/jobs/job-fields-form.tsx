import { parseRequirements } from '../../../shared/requirements.ts';
import { formatSeconds } from '../../../shared/units.ts';
import { TextArea, TextField } from '../../components/field.tsx';
import { useGpus, useSettings } from '../../stores/stores.ts';
import { plural } from '../../words.ts';
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
  const warnings = warningsOf(fields, gpus, settings?.setup ?? null);
  const bind = (name: FieldName) => ({
    value: fields[name],
    error: problems[name],
    warning: warnings[name],
    onChange: (event: { target: { value: string } }) => onChange({ ...fields, [name]: event.target.value }),
  });
  const count = parseRequirements(fields.requirementsText).requirements.length;
  const seconds = Number(fields.timeout);
  const here = gpus.status === 'ok' ? `${plural(gpus.gpus.length, 'GPU')} here` : undefined;
  const defaultTimeout = settings ? formatSeconds(settings.limits.defaultTimeoutSeconds) : '';

  return (
    <div className="flex flex-col gap-4">
      <TextField label="Name" placeholder="Untitled job" maxLength={1000} {...bind('name')} />
      {withScript && (
        <TextArea
          label="Python script"
          placeholder={'print("hello")'}
          inputClassName="h-40"
          hint="Files that it writes to /outputs are kept. Models that it names are found by themselves."
          {...bind('scriptText')}
        />
      )}
      <TextArea
        label="Requirements"
        placeholder={'numpy>=2\nrequests==2.32.3'}
        inputClassName="h-20"
        hint={
          count === 0
            ? 'One package a line. None, and no models: the job runs in one phase.'
            : plural(count, 'requirement')
        }
        {...bind('requirementsText')}
      />
      <div className="grid grid-cols-3 gap-3">
        <TextField label="GPUs" inputMode="numeric" hint={here} {...bind('gpuCount')} />
        <TextField
          label="Memory of each GPU"
          unit="GiB"
          inputMode="decimal"
          placeholder="Any"
          hint="At least this much."
          {...bind('gpuMinMemory')}
        />
        <TextField
          label="Time limit"
          unit="seconds"
          inputMode="numeric"
          placeholder={settings ? String(settings.limits.defaultTimeoutSeconds) : ''}
          hint={seconds > 0 ? `= ${formatSeconds(seconds)}` : `Empty: ${defaultTimeout}`}
          {...bind('timeout')}
        />
      </div>
    </div>
  );
}
